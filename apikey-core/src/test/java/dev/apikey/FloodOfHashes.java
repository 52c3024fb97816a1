// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Wrong secrets of ever new sources, for keys that nobody has used, as many as this JVM takes. Started by {@link Law7FloodOfHashesTest} in one that believes to
 * have so many processors as {@link #PROCESSORS} says.
 */
final class FloodOfHashes {

    static final int PROCESSORS = 2;
    static final long HASH = Duration.ofMillis(15).toNanos();
    static final long IN_ADVANCE = Duration.ofMillis(500).toNanos();

    /** More than there are places to wait: those are for what is hashed within two seconds. */
    private static final int ATTACKERS = 16 * PROCESSORS;

    private static final long SPAN = Duration.ofSeconds(3).toNanos();

    private final Sandbox sandbox = new Sandbox();
    private final AtomicLong hashingNanos = new AtomicLong();
    private final AtomicBoolean attacking = new AtomicBoolean(true);
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<UUID> ids = Stream.generate(this::storedKey).limit(200).toList();

    private FloodOfHashes() {}

    private UUID storedKey() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        return id;
    }

    private long now() {
        return System.nanoTime() + hashingNanos.get();
    }

    private boolean hash() {
        hashingNanos.addAndGet(HASH);
        return false;
    }

    /**
     * Prints how long it took, how long of that was hashed, both in nanoseconds, and how often.
     *
     * @param args none
     */
    public static void main(String[] args) {
        new FloodOfHashes().run();
    }

    private void run() {
        if (Runtime.getRuntime().availableProcessors() != PROCESSORS) {
            throw new IllegalStateException("it has another number of processors");
        }
        ScriptedHasher hasher = ScriptedHasher.slow(this::hash);
        long began = now();
        try (ApiKeys keys =
                sandbox.builder().hasher(hasher).monotonicClock(this::now).build()) {
            keys.poll();
            try (Crowd<Boolean> crowd = new Crowd<>(ATTACKERS, () -> attack(keys))) {
                Crowd.await(() -> now() - began > SPAN && hashingNanos.get() >= IN_ADVANCE && refused.get() > 0);
                attacking.set(false);
                if (crowd.outcomes().size() != ATTACKERS) {
                    throw new IllegalStateException("a decision was wrong");
                }
            } finally {
                attacking.set(false);
            }
        }
        System.out.println((now() - began) + " " + hashingNanos.get() + " " + hasher.verified());
    }

    private boolean attack(ApiKeys keys) {
        SecureRandom random = new SecureRandom();
        while (attacking.get()) {
            int attempt = attempts.incrementAndGet();
            UUID id = ids.get(attempt % ids.size());
            AuthenticationResult result =
                    keys.authenticate(Token.generate("acme_live", id, random), "attacker " + attempt);
            if (result instanceof Undecided) {
                refused.incrementAndGet();
            } else if (!result.equals(new Rejected(Reason.WRONG_SECRET, id))) {
                throw new IllegalStateException("decided as " + result);
            }
        }
        return true;
    }
}
