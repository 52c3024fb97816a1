// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Once its secret is at hand, a hash that would be made otherwise today is replaced: no event, no new version, and the request does not wait. */
@Timeout(60)
class RehashTest {

    private static final String OLD_PEPPER = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW_PEPPER =
            Base64.getEncoder().encodeToString("n".repeat(32).getBytes(StandardCharsets.US_ASCII));
    private static final SecretHasher OLD = HmacSha256Hasher.of(PepperRing.parse(OLD_PEPPER));
    private static final SecretHasher NEW =
            HmacSha256Hasher.of(PepperRing.parse(NEW_PEPPER).alsoAccepting(OLD_PEPPER));
    private static final SecretHasher WEAK = Argon2idHasher.of(64, 1, 1);
    private static final SecretHasher STRONG = Argon2idHasher.of(128, 2, 1);

    private final Sandbox sandbox = new Sandbox();

    private StoredKey stored(UUID id) {
        return sandbox.store.find(id).orElseThrow();
    }

    private void assertRehashed(SecretHasher before, SecretHasher after, String kind) {
        IssuedKey issued;
        try (ApiKeys keys = sandbox.builder().hasher(before).build()) {
            issued = keys.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("CI", Permissions.of("*")));
        }
        UUID id = issued.key().id();
        ApiKeys.Builder builder = sandbox.builder().hasher(after);
        if (!before.algorithm().equals(after.algorithm())) {
            builder.alsoVerify(before);
        }
        int events = sandbox.events().size();
        try (ApiKeys keys = builder.build()) {
            keys.poll();
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            Crowd.await(() -> stored(id).hashKind().equals(kind));
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        }
        assertThat(sandbox.events()).hasSize(events);
        assertThat(stored(id).key().version()).isEqualTo(1);
        try (ApiKeys keys = sandbox.builder().hasher(after).build()) {
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        }
    }

    @Test
    void fromAnOlderPepper() {
        assertRehashed(OLD, NEW, kindOf(NEW));
    }

    @Test
    void fromLowerCosts() {
        assertRehashed(WEAK, STRONG, "argon2id v=19 m=128,t=2,p=1");
    }

    @Test
    void fromAFastHashToASlowOne() {
        assertRehashed(OLD, WEAK, "argon2id v=19 m=64,t=1,p=1");
    }

    @Test
    void fromASlowHashToAFastOne() {
        assertRehashed(WEAK, OLD, kindOf(OLD));
    }

    private static String kindOf(SecretHasher hasher) {
        return StoredKey.hashKind(hasher.hash(new byte[70]));
    }

    @Test
    void isReportedAsProgress() {
        IssuedKey first = sandbox.issue();
        sandbox.issue();
        try (ApiKeys keys = sandbox.builder().hasher(NEW).build()) {
            keys.authenticate(first.revealToken(), "test");
            Map<String, Long> half = Map.of(kindOf(OLD), 1L, kindOf(NEW), 1L);
            Crowd.await(() -> keys.administer(Sandbox.EVERYTHING).countByHash().equals(half));
        }
    }

    @Test
    void isNotDoneForAHashThatIsCurrent() {
        AtomicInteger replaced = new AtomicInteger();
        ForwardingStore store = new ForwardingStore(sandbox.store) {
            @Override
            public boolean replaceHash(UUID id, String hash, String replacement) {
                replaced.incrementAndGet();
                return super.replaceHash(id, hash, replacement);
            }
        };
        IssuedKey issued = sandbox.issue();
        ApiKeys keys = sandbox.builder(store).hasher(OLD).build();
        assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        keys.close();
        assertThat(replaced).hasValue(0);
    }

    /** Whoever could have his secret hashed in the place of the right one would own the key. */
    @Test
    void isNeverMadeOfAWrongSecret() {
        IssuedKey issued;
        try (ApiKeys keys = sandbox.builder().hasher(WEAK).build()) {
            issued = keys.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("CI", Permissions.of("*")));
        }
        UUID id = issued.key().id();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            wrong.add(Token.generate("acme_live", id, new SecureRandom()));
        }
        AtomicInteger turn = new AtomicInteger();
        try (ApiKeys keys = sandbox.builder().hasher(STRONG).build()) {
            keys.poll();
            try (Crowd<AuthenticationResult> crowd = new Crowd<>(65, () -> {
                int mine = turn.getAndIncrement();
                return keys.authenticate(mine == 32 ? issued.revealToken() : wrong.get(mine % 64), "source " + mine);
            })) {
                assertThat(crowd.outcomes().stream().filter(Authenticated.class::isInstance))
                        .hasSizeLessThanOrEqualTo(1);
            }
            Crowd.await(() -> {
                keys.authenticate(issued.revealToken(), "test");
                return stored(id).hashKind().equals("argon2id v=19 m=128,t=2,p=1");
            });
        }
        try (ApiKeys keys = sandbox.builder().hasher(STRONG).build()) {
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            wrong.forEach(token -> assertThat(keys.authenticate(token, "other")).isNotInstanceOf(Authenticated.class));
        }
    }

    /** Nobody's rights are asked for on the thread that hangs. */
    @Test
    void thatHangsKeepsNobodyWaiting() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        ForwardingStore store = new ForwardingStore(sandbox.store) {
            @Override
            public boolean replaceHash(UUID id, String hash, String replacement) {
                hanging.incrementAndGet();
                await(release);
                return false;
            }
        };
        try (ApiKeys keys = sandbox.builder(store)
                .hasher(NEW)
                .ownerRights(owner -> Optional.of(Permissions.of("*")))
                .build()) {
            for (int i = 0; i < 8; i++) {
                assertThat(keys.authenticate(sandbox.issue().revealToken(), "test"))
                        .isInstanceOf(Authenticated.class);
            }
            Crowd.await(() -> hanging.get() == 1);
            assertThat(keys.authenticate(sandbox.issue().revealToken(), "test")).isInstanceOf(Authenticated.class);
            release.countDown();
        }
    }

    /** Between the moment in which the store has the other hash and the one in which this node knows, a change makes it read the key anew. */
    @Test
    void neverMakesASecretUnknown() {
        AtomicInteger hashes = new AtomicInteger();
        SecretHasher counting = new Counting(WEAK, hashes);
        IssuedKey issued;
        try (ApiKeys keys = sandbox.builder().hasher(WEAK).build()) {
            issued = keys.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("CI", Permissions.of("*")));
        }
        UUID id = issued.key().id();
        CountDownLatch replaced = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ForwardingStore store = new ForwardingStore(sandbox.store) {
            @Override
            public boolean replaceHash(UUID key, String hash, String replacement) {
                boolean done = super.replaceHash(key, hash, replacement);
                replaced.countDown();
                await(release);
                return done;
            }
        };
        try (ApiKeys keys =
                sandbox.builder(store).hasher(OLD).alsoVerify(counting).build()) {
            keys.poll();
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            Crowd.await(() -> replaced.getCount() == 0);
            keys.administer(Sandbox.EVERYTHING).disable(id);
            keys.administer(Sandbox.EVERYTHING).enable(id);
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            release.countDown();
        }
        assertThat(hashes).hasValue(1);
    }

    @Test
    void thatFailsLeavesTheKeyAsItWas() {
        ForwardingStore store = new ForwardingStore(sandbox.store) {
            @Override
            public boolean replaceHash(UUID id, String hash, String replacement) {
                throw Broken.LINKAGE.raise();
            }

            @Override
            public void recordUse(Collection<dev.apikey.spi.KeyUse> uses) {
                super.recordUse(uses);
            }
        };
        IssuedKey issued = sandbox.issue();
        try (CapturedLog log = new CapturedLog();
                ApiKeys keys = sandbox.builder(store).hasher(NEW).build()) {
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            Crowd.await(() -> log.text().contains("was not replaced"));
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            assertThat(log.text()).doesNotContain("$hmac");
        }
        assertThat(stored(issued.key().id()).hashKind()).isEqualTo(kindOf(OLD));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Counts what is verified. */
    private record Counting(SecretHasher hasher, AtomicInteger hashes) implements SecretHasher {

        @Override
        public String algorithm() {
            return hasher.algorithm();
        }

        @Override
        public boolean isSlow() {
            return hasher.isSlow();
        }

        @Override
        public String hash(byte[] secret) {
            return hasher.hash(secret);
        }

        @Override
        public boolean verify(byte[] secret, String hash) {
            hashes.incrementAndGet();
            return hasher.verify(secret, hash);
        }

        @Override
        public void selfTest() {
            hasher.selfTest();
        }
    }
}
