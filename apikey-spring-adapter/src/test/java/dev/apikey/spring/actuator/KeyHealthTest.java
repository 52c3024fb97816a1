// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spring.actuator.KeyHealth.Verdict;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.health.Status;

/** What an application shows over HTTP is in the suite; here is what takes a clock, or a hasher that breaks. */
class KeyHealthTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger tests = new AtomicInteger();
    private final AtomicInteger brokenFrom = new AtomicInteger(Integer.MAX_VALUE);
    private Throwable broken = new IllegalStateException("computes wrong hashes");
    private final AtomicBoolean unable = new AtomicBoolean();
    private final SecretHasher hasher = new BreakableHasher(
            HmacSha256Hasher.of(PepperRing.of(pepper())),
            () -> {
                if (tests.incrementAndGet() >= brokenFrom.get()) {
                    throwUnchecked(broken);
                }
            },
            unable);
    private final RecentRefusals refusals = new RecentRefusals(nanos::get);
    private final KeyStore store = KeyStore.inMemory();
    private final ApiKeys apiKeys = open();
    private final KeyHealth health = new KeyHealth(apiKeys, List.of(hasher), refusals, nanos::get);

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static byte[] pepper() {
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        return pepper;
    }

    private record BreakableHasher(SecretHasher real, Runnable test, AtomicBoolean unable) implements SecretHasher {

        @Override
        public String algorithm() {
            return real.algorithm();
        }

        @Override
        public boolean isSlow() {
            return real.isSlow();
        }

        @Override
        public String hash(byte[] secret) {
            return real.hash(secret);
        }

        @Override
        public boolean verify(byte[] secret, String hash) {
            if (unable.get()) {
                throw new IllegalStateException("no memory for this hash");
            }
            return real.verify(secret, hash);
        }

        @Override
        public boolean isCurrent(String hash) {
            return real.isCurrent(hash);
        }

        @Override
        public boolean knows(String hashKind) {
            return real.knows(hashKind);
        }

        @Override
        public void selfTest() {
            test.run();
        }
    }

    @AfterEach
    void close() {
        apiKeys.close();
    }

    /** On the same keys, under a pepper of its own. */
    private ApiKeys open() {
        return ApiKeys.builder()
                .prefix("acme_test")
                .store(store)
                .hasher(HmacSha256Hasher.of(PepperRing.of(pepper())))
                .observer(refusals)
                .build();
    }

    private static String issuedBy(ApiKeys node) {
        return node.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                .issue(KeyRequest.of("CI pipeline", Permissions.of("*")))
                .revealToken();
    }

    @Test
    void isUpWhileKeysCanBeDecided() {
        KeyHealth.Diagnosis diagnosis = health.diagnose();
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.UP);
        assertThat(diagnosis.details())
                .containsEntry("staleAfterMillis", 10_000L)
                .containsEntry("hashers", Map.of("hmac-sha256", "works"))
                .containsKeys("leaseAgeMillis", "lastChange", "hashesWaiting", "unwrittenUses")
                .doesNotContainKey("reason");
    }

    @Test
    void isDownFromTheTestInWhichAHasherFails() {
        brokenFrom.set(2);
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.UP);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(health.diagnose().details())
                .containsEntry("hashers", Map.of("hmac-sha256", "computes wrong hashes"));
        assertThat(new HealthOnBoot3(health).health().getStatus()).isEqualTo(Status.DOWN);
        brokenFrom.set(Integer.MAX_VALUE);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.UP);
    }

    /** None is left to the endpoint, which would answer 500 for all that it shows. */
    @ParameterizedTest
    @MethodSource
    void isDownWhateverTheTestOfAHasherThrows(Throwable thrown) {
        broken = thrown;
        brokenFrom.set(1);
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(health.diagnose().details()).containsEntry("hashers", Map.of("hmac-sha256", "cannot go on"));
    }

    static Stream<Throwable> isDownWhateverTheTestOfAHasherThrows() {
        String message = "cannot go on";
        return Stream.of(
                new UnsatisfiedLinkError(message),
                new AssertionError(message),
                new InternalError(message),
                new IOException(message));
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"OWNER_RIGHTS", "CLOCK"})
    void isOutOfServiceFromWhatItCannotDecideUntilItCan(Cause cause) {
        AuthenticationResult accepted = apiKeys.authenticate(issuedBy(apiKeys), "test");
        refusals.decided(accepted, "test");
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.UP);
        refusals.decided(new Undecided(cause, Duration.ofSeconds(1)), "test");
        refusals.decided(new Rejected(Reason.MALFORMED, null), "test");
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.REFUSING);
        assertThat(health.diagnose().details().get("reason")).asString().endsWith(cause.name());
        refusals.decided(accepted, "test");
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.UP);
        refusals.decided(new Undecided(cause, Duration.ofSeconds(1)), "test");
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(health.diagnose().verdict()).as("nobody asked for long").isEqualTo(Verdict.UP);
    }

    /** Whoever knows its id, and nothing else, gets it refused. */
    @Test
    void isNotTakenOutOfServiceByAKeyWhosePepperIsGone() {
        issuedBy(apiKeys);
        issuedBy(apiKeys);
        try (ApiKeys former = open()) {
            String left = issuedBy(former);
            assertThat(apiKeys.authenticate(left, "test"))
                    .isEqualTo(new Undecided(Cause.HASHER, Duration.ofSeconds(1)));
            assertThat(health.diagnose().verdict()).isEqualTo(Verdict.UP);
            refusals.decided(new Undecided(Cause.OWNER_RIGHTS, Duration.ofSeconds(1)), "test");
            apiKeys.authenticate(left, "test");
            assertThat(health.diagnose().details().get("reason"))
                    .as("what takes it out is not hidden by it")
                    .asString()
                    .endsWith("OWNER_RIGHTS");
        }
    }

    @Test
    void isOutOfServiceWhereThePepperOfMostKeysIsMissing() {
        String right = issuedBy(apiKeys);
        try (ApiKeys former = open()) {
            String left = issuedBy(former);
            assertThat(health.diagnose().verdict()).as("nobody asked").isEqualTo(Verdict.UP);
            apiKeys.authenticate(left, "test");
            assertThat(health.diagnose().verdict()).isEqualTo(Verdict.REFUSING);
            assertThat(health.diagnose().details().get("reason")).asString().endsWith("HASHER");
            apiKeys.authenticate(right, "test");
            assertThat(health.diagnose().verdict()).isEqualTo(Verdict.UP);
            issuedBy(apiKeys);
            nanos.addAndGet(Duration.ofSeconds(61).toNanos());
            apiKeys.authenticate(left, "test");
            assertThat(health.diagnose().verdict()).as("not most any more").isEqualTo(Verdict.UP);
        }
    }

    @Test
    void isOutOfServiceWhereAHasherFailsAtWhatItDoesNotTest() {
        unable.set(true);
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.UP);
        refusals.decided(new Undecided(Cause.HASHER, Duration.ofSeconds(1)), "test");
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.REFUSING);
        unable.set(false);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        refusals.decided(new Undecided(Cause.HASHER, Duration.ofSeconds(1)), "test");
        assertThat(health.diagnose().verdict()).isEqualTo(Verdict.UP);
    }

    @Test
    void isNotTakenOutOfServiceByAFlood() {
        for (Cause cause : List.of(Cause.OVERLOADED, Cause.TOO_MANY_FAILURES, Cause.STORE)) {
            refusals.decided(new Undecided(cause, Duration.ofSeconds(1)), "test");
            assertThat(health.diagnose().verdict()).as("%s", cause).isEqualTo(Verdict.UP);
        }
    }

    @Test
    void testsHashersOnceAMinuteHoweverOftenSomebodyAsks() {
        for (int i = 0; i < 1_000; i++) {
            health.diagnose();
        }
        assertThat(tests).hasValue(1);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        for (int i = 0; i < 1_000; i++) {
            health.diagnose();
        }
        assertThat(tests).hasValue(2);
    }
}
