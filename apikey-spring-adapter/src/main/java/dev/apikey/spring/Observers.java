// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.ApiKey;
import dev.apikey.AuthenticationResult;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Several observers: each is told, whatever another one throws. Thread-safe if they are. */
record Observers(List<KeyObserver> all) implements KeyObserver {

    Observers {
        all = List.copyOf(all);
    }

    @Override
    public void decided(AuthenticationResult result, String source) {
        each(observer -> observer.decided(result, source));
    }

    @Override
    public void expiring(ApiKey key, Duration ahead) {
        each(observer -> observer.expiring(key, ahead));
    }

    @Override
    public void expired(ApiKey key) {
        each(observer -> observer.expired(key));
    }

    @Override
    public void happened(EngineEvent event) {
        each(observer -> observer.happened(event));
    }

    /** The first failure is thrown when all have been told, so that it is logged as one observer's would be. */
    private void each(Consumer<KeyObserver> tell) {
        RuntimeException failure = null;
        for (KeyObserver observer : all) {
            try {
                tell.accept(observer);
            } catch (RuntimeException | Error broken) {
                failure = failure == null
                        ? new IllegalStateException(observer.getClass().getName(), broken)
                        : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
