// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever makes up secrets, for many keys and from ever new sources, gets a tenth of the processors. A hash takes 15 ms of the clock and none of the machine,
 * so that without a bound they would follow one another at once, however much else the machine has to do.
 */
@Timeout(120)
class Law7FloodOfHashesTest {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    /** More than there are places to wait: those are for what is hashed within two seconds. */
    private static final int ATTACKERS = 16 * PROCESSORS;

    private static final long HASH = Duration.ofMillis(15).toNanos();
    private static final long IN_ADVANCE = Duration.ofMillis(500).toNanos();
    private static final long SPAN = Duration.ofSeconds(3).toNanos();

    private final Sandbox sandbox = new Sandbox();
    private final AtomicLong hashingNanos = new AtomicLong();
    private final AtomicBoolean attacking = new AtomicBoolean(true);
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<UUID> ids = Stream.generate(this::storedKey).limit(200).toList();

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

    @Test
    void takesATenthOfAllProcessorsAndHalfASecondInAdvance() {
        ScriptedHasher hasher = ScriptedHasher.slow(this::hash);
        long began = now();
        try (ApiKeys keys =
                sandbox.builder().hasher(hasher).monotonicClock(this::now).build()) {
            keys.poll();
            try (Crowd<Boolean> crowd = new Crowd<>(ATTACKERS, () -> attack(keys))) {
                Crowd.await(() -> now() - began > SPAN && hashingNanos.get() >= IN_ADVANCE && refused.get() > 0);
                attacking.set(false);
                assertThat(crowd.outcomes()).hasSize(ATTACKERS);
            } finally {
                attacking.set(false);
            }
        }
        long share = (now() - began) * PROCESSORS / 10;
        long atOnce = PROCESSORS * HASH;
        assertThat(Duration.ofNanos(hashingNanos.get()))
                .isBetween(Duration.ofNanos(IN_ADVANCE), Duration.ofNanos(IN_ADVANCE + share + atOnce));
        assertThat(hashingNanos).hasValue(hasher.verified() * HASH);
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
            } else {
                assertThat(result).isEqualTo(new Rejected(Reason.WRONG_SECRET, id));
            }
        }
        return true;
    }
}
