// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sessions an application has. Thread-safe. */
public final class SessionCount implements HttpSessionListener {

    private final AtomicInteger alive = new AtomicInteger();

    public int alive() {
        return alive.get();
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        alive.incrementAndGet();
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        alive.decrementAndGet();
    }
}
