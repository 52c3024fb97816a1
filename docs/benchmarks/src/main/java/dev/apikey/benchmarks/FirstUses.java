// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A thousand requests at once with a key that nobody has used here before. */
final class FirstUses {

    private static final int REQUESTS = 1_000;

    private FirstUses() {}

    private record Hashes(AtomicInteger count) implements KeyObserver {

        @Override
        public void decided(AuthenticationResult result, String source) {}

        @Override
        public void happened(EngineEvent event) {
            if (event instanceof EngineEvent.Hashed) {
                count.incrementAndGet();
            }
        }
    }

    static void print(PrintStream out) {
        Hashes hashes = new Hashes(new AtomicInteger());
        KeyStore store = KeyStore.inMemory();
        String token;
        try (ApiKeys issuing =
                Keys.builder(store).hasher(Argon2idHasher.recommended()).build()) {
            token = Keys.issue(issuing, 1)[0];
        }
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger rejected = new AtomicInteger();
        long took;
        try (ApiKeys fresh = Keys.builder(store)
                .hasher(Argon2idHasher.recommended())
                .observer(hashes)
                .build()) {
            took = askAtOnce(() -> {
                AuthenticationResult result = fresh.authenticate(token, "benchmark");
                if (result instanceof Authenticated) {
                    accepted.incrementAndGet();
                } else if (result instanceof Rejected) {
                    rejected.incrementAndGet();
                }
            });
        }
        Report.printHead(out, REQUESTS + " threads", List.of("argon2-jvm"));
        out.println("| Requests at once | accepted | rejected | hashes | until the last answer |");
        out.println("| --- | --- | --- | --- | --- |");
        out.printf(
                "| %d | %d | %d | %d | %s |%n",
                REQUESTS, accepted.get(), rejected.get(), hashes.count().get(), Report.time(took));
    }

    private static long askAtOnce(Runnable request) {
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(REQUESTS);
        for (int i = 0; i < REQUESTS; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    request.run();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                } finally {
                    end.countDown();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        long began = System.nanoTime();
        start.countDown();
        try {
            if (!end.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("some requests were not answered");
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        return System.nanoTime() - began;
    }
}
