// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.hashing.SecretDigests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * How often somebody may be wrong about a key, counted before a slow hash is run: for each source and key, and for each key. Thread-safe.
 *
 * <p>Only those are counted whose secret is not known yet, so that nobody who was let in once is ever kept out. A source that was not wrong about a key
 * yet may try, however often others were. A source is an address, or a {@linkplain SourceNetwork network}. Sources and keys are counted by keyed digests,
 * in a fixed amount of memory: nobody can choose whom he shares a count with, or drive out a count.
 */
final class FailureBudgets {

    private static final int MAX_OF_SOURCE_AND_KEY = 10;
    private static final Duration LEAK_OF_SOURCE_AND_KEY = Duration.ofSeconds(6);
    private static final int MAX_OF_KEY = 60;
    private static final Duration LEAK_OF_KEY = Duration.ofMillis(500);
    private static final Duration LEAK_OF_TRUST = Duration.ofMinutes(1);
    /** Beyond it a source makes no difference any more; none is so long that digesting it costs much. */
    private static final int MAX_SOURCE_LENGTH = 1_000;
    /** A flood is forgotten as soon as a few failures are. */
    private static final int MAX_OF_SOURCE = 10;

    private final SecretDigests digests = SecretDigests.withNewKey();
    private final LeakyBuckets ofSourceAndKey;
    private final LeakyBuckets ofKey;
    private final LeakyBuckets ofSource;
    private final LeakyBuckets unknownOfSource;
    private final LeakyBuckets lastOfKey;

    /** @param ticker a monotonic clock in nanoseconds */
    FailureBudgets(LongSupplier ticker) {
        this.ofSourceAndKey = new LeakyBuckets(1 << 16, LEAK_OF_SOURCE_AND_KEY, ticker);
        this.ofKey = new LeakyBuckets(1 << 14, LEAK_OF_KEY, ticker);
        this.ofSource = new LeakyBuckets(1 << 14, MAX_OF_SOURCE, LEAK_OF_TRUST, ticker);
        this.unknownOfSource = new LeakyBuckets(1 << 14, MAX_OF_SOURCE, LEAK_OF_TRUST, ticker);
        this.lastOfKey = new LeakyBuckets(1 << 14, 1, LEAK_OF_TRUST, ticker);
    }

    /** Somebody tries a key; counts as wrong until it is known to be right. */
    final class Attempt {

        private final long pair;
        private final long key;
        private final long source;
        private final Workers.Trust trust;

        private Attempt(String source, UUID id) {
            String network = network(source);
            this.pair = digest(id + " " + network);
            this.key = digest(id.toString());
            this.source = digest(network);
            this.trust = lastOfKey.level(key) > 0 ? Workers.Trust.LITTLE : trustOf(this.source);
        }

        /** Counts first and looks then, so that of many at once no more get through than of one after another. */
        private Optional<Duration> begin() {
            int ofPair = ofSourceAndKey.add(pair, 1);
            int ofAll = ofKey.add(key, 1);
            boolean tooMany = ofPair > MAX_OF_SOURCE_AND_KEY;
            if (!tooMany && (ofPair == 1 || ofAll <= MAX_OF_KEY)) {
                return Optional.empty();
            }
            add(-1);
            Duration ownIsForgotten = ofSourceAndKey.untilBelow(pair, tooMany ? MAX_OF_SOURCE_AND_KEY : 1);
            Duration othersAre = ofKey.untilBelow(key, MAX_OF_KEY);
            return Optional.of(tooMany || ownIsForgotten.compareTo(othersAre) < 0 ? ownIsForgotten : othersAre);
        }

        /**
         * How far this was to be trusted when it began: little where the source was wrong lately, about whatever key, or anybody about this key. So who makes
         * up secrets for some keys, from ever new sources, waits behind everybody who comes with another key.
         */
        Workers.Trust trust() {
            return trust;
        }

        private void add(int amount) {
            ofSourceAndKey.add(pair, amount);
            ofKey.add(key, amount);
        }

        /** Was right, or could not be told. */
        void forgive() {
            add(-1);
        }

        /** Was wrong. */
        void fail() {
            ofSource.add(source, 1);
            lastOfKey.add(key, 1);
        }
    }

    /**
     * Somebody tries a key.
     *
     * @throws TooManyFailuresException if he was wrong too often
     */
    Attempt begin(String source, UUID id) {
        Attempt attempt = new Attempt(source, id);
        attempt.begin().ifPresent(retryAfter -> {
            throw new TooManyFailuresException(retryAfter);
        });
        return attempt;
    }

    /** How far a source is to be trusted with a hash, after what it did lately. */
    Workers.Trust trust(String source) {
        return trustOf(digest(network(source)));
    }

    /** How far a source is to be trusted with a look-up, after what it did lately. */
    Workers.Trust trustToLookUp(String source) {
        long digest = digest(network(source));
        return unknownOfSource.level(digest) > 0 ? Workers.Trust.LITTLE : trustOf(digest);
    }

    /**
     * A source asked for a key that there is not. Counted by itself: that costs no hash, so that a flood of it could make all sources look as if they had been
     * wrong.
     */
    void unknown(String source) {
        unknownOfSource.add(digest(network(source)), 1);
    }

    private static String network(String source) {
        return SourceNetwork.of(source.substring(0, Math.min(MAX_SOURCE_LENGTH, source.length())));
    }

    private Workers.Trust trustOf(long source) {
        return ofSource.level(source) > 0 ? Workers.Trust.LITTLE : Workers.Trust.FULL;
    }

    private long digest(String text) {
        return digests.of(text.getBytes(StandardCharsets.UTF_8)).first();
    }
}
