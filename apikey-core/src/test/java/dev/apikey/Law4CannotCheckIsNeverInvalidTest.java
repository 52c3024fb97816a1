// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever keeps a token from being decided makes it {@code Undecided}, once with an alarm, and never rejected. */
class Law4CannotCheckIsNeverInvalidTest {

    private final Sandbox sandbox = new Sandbox();
    private final CapturedLog log = CapturedLog.ofThisThread();
    private final IssuedKey issued = sandbox.issue();

    @AfterEach
    void close() {
        log.close();
        Thread.interrupted();
    }

    /** It was meant for a thread of ours. On the request's, it would hit whatever the host does next. */
    @Test
    void anInterruptOfTheStoreIsNoneOfTheRequest() {
        assertUndecided(
                sandbox.builder(answering(id -> {
                    throw Broken.INTERRUPTED.raise();
                })),
                Cause.STORE);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anInterruptOfTheRequestIsThereAfterwards() {
        ApiKeys keys = sandbox.builder().build();
        Thread.currentThread().interrupt();
        assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        assertThat(Thread.interrupted()).isTrue();
        keys.close();
    }

    /** A fast hasher runs on the request's thread, and so what interrupts it was meant for the request. */
    @Test
    void anInterruptOfAFastHasherIsThereAfterwards() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        String token = Token.generate("acme_live", id, new SecureRandom());
        assertUndecided(sandbox.builder().hasher(ScriptedHasher.throwing(Broken.INTERRUPTED)), token, Cause.HASHER);
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void notIfTheStoreThrows(Broken broken) {
        assertUndecided(
                sandbox.builder(answering(id -> {
                    throw broken.raise();
                })),
                Cause.STORE);
    }

    @Test
    @SuppressWarnings({"NullAway", "NullOptional"})
    void notIfTheStoreAnswersNull() {
        assertUndecided(sandbox.builder(answering(id -> null)), Cause.STORE);
    }

    @Test
    void notIfTheStoreAnswersWithTheRecordOfAnotherKey() {
        IssuedKey other = sandbox.issue();
        assertUndecided(
                sandbox.builder(answering(id -> sandbox.store.find(other.key().id()))), Cause.STORE);
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void notIfTheHasherThrows(Broken broken) {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        String token = Token.generate("acme_live", id, new SecureRandom());
        assertUndecided(sandbox.builder().hasher(ScriptedHasher.throwing(broken)), token, Cause.HASHER);
        assertThat(log.text()).contains(id.toString());
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=8388608,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=19456,t=1000000,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=19456,t=2,p=255$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$hmac-sha256$k=000000000000$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$2b$12$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2idAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "\u0000AAAAAAAAAAAAAAAAAAAA\r\nAAAA",
                ""
            })
    void notIfTheStoredHashIsPoisoned(String hash) {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), hash);
        String token = Token.generate("acme_live", id, new SecureRandom());
        assertUndecided(sandbox.builder().alsoVerify(Argon2idHasher.of(64, 1, 1)), token, Cause.HASHER);
        assertThat(log.text())
                .contains(id.toString())
                .doesNotContain("AAAAAAAA")
                .doesNotContain("m=")
                .doesNotContain("t=")
                .doesNotContain(token.substring(token.length() - 49));
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void whatTheObserverThrowsChangesNothing(Broken broken) {
        ApiKeys keys = sandbox.builder()
                .observer((result, source) -> {
                    throw broken.raise();
                })
                .build();
        assertThat(keys.authenticate(issued.revealToken(), "test"))
                .isEqualTo(new Authenticated(issued.key(), issued.key().permissions()));
        keys.close();
        assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Undecided.class);
    }

    /** Each time that its secret was verified, it has another name, and another hash. */
    @Test
    void notIfTheKeyChangesFasterThanItIsVerified() {
        UUID id = issued.key().id();
        AtomicInteger hashes = new AtomicInteger();
        KeyStore store = answering(same -> sandbox.store
                .find(same)
                .map(stored -> new StoredKey(stored.key(), ScriptedHasher.HASH + hashes.incrementAndGet())));
        AtomicReference<@Nullable KeyAdministration> administration = new AtomicReference<>();
        ScriptedHasher hasher = ScriptedHasher.fast(() -> {
            String name = "Name " + hashes;
            Objects.requireNonNull(administration.get()).update(id, key -> key.withName(name));
            return true;
        });
        try (ApiKeys keys = sandbox.builder(store).hasher(hasher).build()) {
            administration.set(keys.administer(Sandbox.EVERYTHING));
            assertThat(keys.authenticate(issued.revealToken(), "test"))
                    .isEqualTo(new Undecided(Cause.OVERLOADED, Duration.ofSeconds(1)));
        }
        assertThat(hasher.verified()).isGreaterThan(1);
        assertThat(log.text()).contains(id.toString());
    }

    @Test
    void decidesAgainAsSoonAsTheStoreDoes() {
        Set<UUID> askedBefore = ConcurrentHashMap.newKeySet();
        KeyStore flaky = answering(id -> {
            if (askedBefore.add(id)) {
                throw Broken.RUNTIME.raise();
            }
            return sandbox.store.find(id);
        });
        try (ApiKeys keys = sandbox.builder(flaky).build()) {
            for (int i = 0; i < 3; i++) {
                String token = sandbox.issue().revealToken();
                assertThat(keys.authenticate(token, "test")).isInstanceOf(Undecided.class);
                assertThat(keys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
            }
        }
    }

    private KeyStore answering(Function<UUID, Optional<StoredKey>> find) {
        return new ForwardingStore(sandbox.store) {
            @Override
            public Optional<StoredKey> find(UUID id) {
                return find.apply(id);
            }
        };
    }

    private void assertUndecided(ApiKeys.Builder builder, Cause cause) {
        assertUndecided(builder, issued.revealToken(), cause);
    }

    private void assertUndecided(ApiKeys.Builder builder, String token, Cause cause) {
        try (ApiKeys keys = builder.build()) {
            log.forget();
            for (int i = 0; i < 3; i++) {
                assertThat(keys.authenticate(token, "test")).isEqualTo(new Undecided(cause, Duration.ofSeconds(1)));
            }
            assertThat(log.records())
                    .filteredOn(record -> record.getThrown() != null)
                    .singleElement()
                    .satisfies(alarm -> assertThat(alarm.getLevel()).isEqualTo(Level.WARNING));
        }
    }
}
