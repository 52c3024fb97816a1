// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Permissions;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a remembered key takes, with all that it holds: the heap after collection with the keys in the cache, less what it is when they are forgotten. */
final class Memory {

    private Memory() {}

    /** Answers with objects of its own, as a database does: what is remembered is then remembered for nobody else. */
    private static final class Rows extends ForwardingStore {

        Rows(KeyStore store) {
            super(store);
        }

        @Override
        public FoundKey lookUp(UUID id) {
            FoundKey found = super.lookUp(id);
            return new FoundKey(found.key().map(Rows::copy), found.sequence());
        }

        private static StoredKey copy(StoredKey stored) {
            ApiKey key = stored.key();
            ApiKey copy = new ApiKey(
                    new UUID(key.id().getMostSignificantBits(), key.id().getLeastSignificantBits()),
                    copy(key.owner()),
                    copy(key.name()),
                    Permissions.of(key.permissions().patterns()),
                    copy(key.createdAt()),
                    Actor.of(copy(key.createdBy().id())),
                    key.expiresAt(),
                    key.disabledAt(),
                    key.revokedAt(),
                    key.revokedReason(),
                    key.lastUsedAt(),
                    key.version(),
                    key.replaces(),
                    key.replacedBy(),
                    copy(key.hint()));
            return new StoredKey(copy, copy(stored.hash()));
        }

        private static String copy(String text) {
            return new String(text.toCharArray());
        }

        private static Instant copy(Instant instant) {
            return Instant.ofEpochMilli(instant.toEpochMilli());
        }
    }

    static void print(PrintStream out, int... counts) {
        out.printf("%n%s%n%n", Report.machine());
        out.println("| Keys | heap for each |");
        out.println("| --- | --- |");
        for (int keys : counts) {
            out.printf(Locale.ROOT, "| %,d | %d B |%n", keys, bytesForEach(keys));
        }
    }

    private static long bytesForEach(int count) {
        KeyStore store = new Rows(KeyStore.inMemory());
        String[] tokens;
        SecretHasher hasher = Keys.fastHasher();
        try (ApiKeys issuing = Keys.builder(store).hasher(hasher).build()) {
            tokens = Keys.issue(issuing, count);
        }
        @Nullable ApiKeys apiKeys = Keys.builder(store).hasher(hasher).build();
        Keys.awaitFeed(apiKeys, count);
        for (String token : tokens) {
            accept(apiKeys, token);
        }
        long with = used();
        apiKeys.close();
        apiKeys = null;
        long without = used();
        Reference.reachabilityFence(tokens);
        Reference.reachabilityFence(store);
        return (with - without) / count;
    }

    /** As often as it takes: a collection of this heap may last longer than a node may go without looking at the clock. */
    private static void accept(ApiKeys apiKeys, String token) {
        AuthenticationResult result = apiKeys.authenticate(token, "benchmark");
        while (result instanceof Undecided) {
            LockSupport.parkNanos(10_000_000);
            result = apiKeys.authenticate(token, "benchmark");
        }
        if (!(result instanceof Authenticated)) {
            throw new IllegalStateException("not accepted: " + result);
        }
    }

    private static long used() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
