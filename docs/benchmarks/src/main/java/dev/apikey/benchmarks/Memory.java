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
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * What a remembered key takes, with all that it holds, in a JVM of its own for each number of keys: the heap after collection with the keys in the cache, less
 * what it is with the same engine while it remembers none. Tokens and records are computed from a number, so that nothing else is kept of them.
 */
public final class Memory {

    private static final int MANY = 1_000_000;

    private Memory() {}

    /** Answers with objects of its own, as a database does, and notes no use. Each key will expire, and was used before. */
    private static final class NumberedKeys extends ForwardingStore {

        private final SecretHasher hasher;

        NumberedKeys(SecretHasher hasher) {
            super(KeyStore.inMemory());
            this.hasher = hasher;
        }

        @Override
        public FoundKey lookUp(UUID id) {
            return new FoundKey(Optional.of(key(Tokens.numberOf(id))), 0);
        }

        private StoredKey key(int number) {
            String subject = Tokens.subject(number);
            ApiKey key = new ApiKey(
                    Tokens.idOf(number),
                    "owner-" + number % 1_000,
                    copy("CI"),
                    Permissions.of(copy("files:read")),
                    Instant.ofEpochMilli(1_700_000_000_000L + number),
                    Actor.of(copy("ada")),
                    Instant.ofEpochMilli(4_000_000_000_000L + number),
                    null,
                    null,
                    null,
                    Instant.ofEpochMilli(1_700_000_000_000L + 2L * number),
                    1,
                    null,
                    null,
                    "acme_live_***" + subject.substring(subject.length() - 4));
            return new StoredKey(key, hasher.hash(subject.getBytes(StandardCharsets.US_ASCII)));
        }

        private static String copy(String text) {
            return new String(text.toCharArray());
        }

        @Override
        public void recordUse(Collection<KeyUse> uses) {}
    }

    /** Each number three times, but for the largest, which takes minutes. */
    static void print(PrintStream out, int... counts) throws IOException {
        Report.printHead(out, "medians of three, of one for more than %,d keys".formatted(MANY), List.of());
        out.println("| Keys | heap for each | noise | in all | keys in the cache |");
        out.println("| --- | --- | --- | --- | --- |");
        List<String> parts = List.of();
        for (int count : counts) {
            List<Double> bytes = new ArrayList<>();
            String cached = "";
            for (int i = 0; i < (count > MANY ? 1 : 3); i++) {
                List<String> lines = Child.run(
                                count > MANY ? "-Xmx16g" : "-Xmx4g", Memory.class.getName(), String.valueOf(count))
                        .lines()
                        .toList();
                String[] told = lines.get(0).split(" ");
                bytes.add(Double.valueOf(told[0]));
                cached = told[1];
                parts = lines.subList(1, lines.size());
            }
            Spread all = Spread.of(bytes);
            out.printf(
                    Locale.ROOT,
                    "| %,d | %.0f B | %s | %.1f MiB | %,d |%n",
                    count,
                    all.median() / count,
                    bytes.size() == 1 ? "–" : String.format(Locale.ROOT, "± %.1f %%", 100 * all.noise() / all.median()),
                    all.median() / 1024 / 1024,
                    Long.parseLong(cached));
        }
        out.printf("%nWhat the last of them is made of:%n%n");
        out.println("| Objects of | bytes for each key |");
        out.println("| --- | --- |");
        parts.forEach(out::println);
    }

    /**
     * Started by {@link #print}; says how many bytes are taken, and by how many keys; and then by objects of which classes.
     *
     * @param args how many keys
     */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        SecretHasher hasher = Keys.fastHasher();
        try (ApiKeys first = start(hasher, count);
                ApiKeys apiKeys = start(hasher, count)) {
            accept(first, Tokens.numbered(0)); // What is loaded for the first key is nobody's.
            ClassHistogram before = ClassHistogram.take();
            long without = used();
            for (int number = 0; number < count; number++) {
                accept(apiKeys, Tokens.numbered(number));
            }
            long with = used();
            int cached = apiKeys.state().cache().keys();
            if (cached != count) {
                throw new IllegalStateException("not all keys are in the cache, but " + cached);
            }
            System.out.println((with - without) + " " + cached);
            ClassHistogram.take().since(before).bytes().entrySet().stream()
                    .filter(one -> one.getValue() >= count)
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .map(one -> String.format(Locale.ROOT, "| `%s` | %d |", one.getKey(), one.getValue() / count))
                    .forEach(System.out::println);
        }
    }

    private static ApiKeys start(SecretHasher hasher, int count) {
        return Keys.builder(new NumberedKeys(hasher))
                .hasher(hasher)
                .maxCachedKeys(count + 1)
                .build();
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

    /** After as many collections as find anything. */
    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long last = Long.MAX_VALUE;
        long used = Long.MAX_VALUE - 1;
        while (used < last) {
            last = used;
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
