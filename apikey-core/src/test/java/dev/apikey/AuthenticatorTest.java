// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {

    private static final Instant BEFORE = Sandbox.NOW.minusMillis(1);

    private final Sandbox sandbox = new Sandbox();
    private final ScriptedHasher right = ScriptedHasher.fast(() -> true);
    private final ScriptedHasher wrong = ScriptedHasher.fast(() -> false);

    private AuthenticationResult authenticate(ScriptedHasher hasher, String token) {
        return sandbox.builder().hasher(hasher).build().authenticate(token, "test");
    }

    /** Puts an active key into the store. */
    private String tokenOfActiveKey(UUID id) {
        return tokenOf(Sandbox.key(id, Permissions.of("files:read"), null, null, null));
    }

    private String tokenOf(ApiKey key) {
        sandbox.insert(key, ScriptedHasher.HASH);
        return Token.generate("acme_live", key.id(), new SecureRandom());
    }

    @Nested
    class Authenticates {

        @Test
        void anActiveKeyWithItsSecret() {
            IssuedKey issued = sandbox.issue();
            AuthenticationResult result = sandbox.builder().build().authenticate(issued.revealToken(), "test");
            assertThat(result)
                    .isEqualTo(new Authenticated(issued.key(), issued.key().permissions()));
        }

        @Test
        void aKeyUntilTheMillisecondInWhichItExpires() {
            UUID id = UUID.randomUUID();
            String token = tokenOf(Sandbox.key(id, Permissions.none(), Sandbox.NOW.plusMillis(1), null, null));
            assertThat(authenticate(right, token)).isInstanceOf(Authenticated.class);
            sandbox.clock.move(Duration.ofMillis(1));
            assertThat(authenticate(right, token)).isEqualTo(new Rejected(Reason.EXPIRED, id));
        }

        @Test
        void aTokenWithAnOlderPrefixThatIsAccepted() {
            String token = sandbox.issue().revealToken();
            ApiKeys.Builder renamed = sandbox.builder().prefix("acme_eu_live");
            assertThat(renamed.build().authenticate(token, "test"))
                    .isEqualTo(new Rejected(Reason.FOREIGN_PREFIX, null));
            assertThat(renamed.acceptedPrefixes("acme_us_live", "acme_live")
                            .build()
                            .authenticate(token, "test"))
                    .isInstanceOf(Authenticated.class);
        }

        @Test
        void aKeyWhoseHashIsOfAnOlderHasher() {
            String token = tokenOfActiveKey(UUID.randomUUID());
            ApiKeys keys = sandbox.builder().alsoVerify(right).build();
            assertThat(keys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
        }
    }

    @Nested
    class Rejects {

        @Test
        void aTokenThatWasSpelledAnewWithAnotherAcceptedPrefix() {
            IssuedKey issued = sandbox.issue();
            String body = "acme_old"
                    + issued.revealToken()
                            .substring(
                                    "acme_live".length(), issued.revealToken().length() - 6);
            CRC32 crc = new CRC32();
            crc.update(body.getBytes(StandardCharsets.US_ASCII));
            String respelled = body + Base62.encode(crc.getValue(), 6);
            ApiKeys keys = sandbox.builder().acceptedPrefixes("acme_old").build();
            assertThat(keys.authenticate(respelled, "test"))
                    .isEqualTo(new Rejected(Reason.WRONG_CHECK, issued.key().id()));
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        }

        @Test
        void whatHasNotTheFormOfAToken() {
            assertRejected("", Reason.MALFORMED, null);
            assertRejected("Bearer " + tokenOfActiveKey(UUID.randomUUID()), Reason.MALFORMED, null);
        }

        @Test
        void aForeignPrefix() {
            String token = Token.generate("acme_test", UUID.randomUUID(), new SecureRandom());
            assertRejected(token, Reason.FOREIGN_PREFIX, null);
        }

        @Test
        void aWrongCheck() {
            String token = tokenOfActiveKey(UUID.randomUUID());
            char last = token.charAt(token.length() - 1);
            assertRejected(
                    token.substring(0, token.length() - 1) + (last == '0' ? '1' : '0'), Reason.WRONG_CHECK, null);
        }

        @Test
        void anUnknownId() {
            UUID id = UUID.randomUUID();
            assertRejected(Token.generate("acme_live", id, new SecureRandom()), Reason.UNKNOWN, id);
        }

        @Test
        void aWrongSecretOfAnActiveKey() {
            UUID id = UUID.randomUUID();
            assertThat(authenticate(wrong, tokenOfActiveKey(id))).isEqualTo(new Rejected(Reason.WRONG_SECRET, id));
            assertThat(wrong.verified()).isEqualTo(1);
        }

        @Test
        void theTokenOfAnotherKeyThatIsActiveToo() {
            IssuedKey one = sandbox.issue();
            String other = sandbox.issue().revealToken();
            String mixed = Token.generate("acme_live", one.key().id(), new SecretOf(other));
            assertThat(sandbox.builder().build().authenticate(mixed, "test"))
                    .isEqualTo(new Rejected(Reason.WRONG_SECRET, one.key().id()));
        }

        /** Nothing is hashed here, so that neither answer nor time tells anything about the secret. */
        @Test
        void aKeyThatIsNotActiveWithoutLookingAtItsSecret() {
            for (int states = 1; states < 8; states++) {
                UUID id = UUID.randomUUID();
                boolean revoked = (states & 4) != 0;
                boolean expired = (states & 2) != 0;
                String token = tokenOf(Sandbox.key(
                        id,
                        Permissions.of("*"),
                        expired ? Sandbox.NOW : null,
                        (states & 1) != 0 ? BEFORE : null,
                        revoked ? BEFORE : null));
                Reason reason = revoked ? Reason.REVOKED : expired ? Reason.EXPIRED : Reason.DISABLED;
                assertRejected(token, reason, id);
            }
        }

        private void assertRejected(String token, Reason reason, @Nullable UUID id) {
            assertThat(authenticate(right, token)).isEqualTo(new Rejected(reason, id));
            assertThat(authenticate(wrong, token)).isEqualTo(new Rejected(reason, id));
            assertThat(right.verified() + wrong.verified()).isZero();
        }
    }

    @Nested
    class CannotDecide {

        @Test
        void withAStoreThatThrows() {
            String token = tokenOfActiveKey(UUID.randomUUID());
            KeyStore broken = new ForwardingStore(sandbox.store) {
                @Override
                public Optional<StoredKey> find(UUID id) {
                    throw Broken.RUNTIME.raise();
                }
            };
            assertUndecided(sandbox.builder(broken).hasher(right).build().authenticate(token, "test"), Cause.STORE);
        }

        @Test
        void withAHasherThatThrows() {
            String token = tokenOfActiveKey(UUID.randomUUID());
            assertUndecided(authenticate(ScriptedHasher.throwing(Broken.RUNTIME), token), Cause.HASHER);
        }

        @Test
        void withoutTheHasherOfTheStoredHash() {
            String token = tokenOfActiveKey(UUID.randomUUID());
            assertUndecided(sandbox.builder().build().authenticate(token, "test"), Cause.HASHER);
        }

        @ParameterizedTest
        @EnumSource(Broken.class)
        void whileNobodyTellsWhatTheOwnerMayDo(Broken broken) {
            String token = sandbox.issue().revealToken();
            try (CapturedLog log = new CapturedLog();
                    ApiKeys keys = sandbox.builder()
                            .ownerRights(owner -> {
                                throw broken.raise();
                            })
                            .build()) {
                assertUndecided(keys.authenticate(token, "test"), Cause.OWNER_RIGHTS);
                assertUndecided(keys.authenticate(token, "test"), Cause.OWNER_RIGHTS);
                assertThat(log.text()).contains("nobody told in time what the owner of key");
            }
        }

        @Test
        void onceClosed() {
            ForwardingStore store = new ForwardingStore(sandbox.store);
            String token = tokenOfActiveKey(UUID.randomUUID());
            ApiKeys keys = sandbox.builder(store).hasher(right).build();
            keys.close();
            keys.close();
            assertThat(keys.authenticate(token, "test")).isEqualTo(new Undecided(Cause.CLOSED, Duration.ofSeconds(5)));
            assertThat(keys.authenticate("garbage", "test")).isInstanceOf(Undecided.class);
            assertThat(store.lookUps()).isZero();
            assertThat(right.verified()).isZero();
        }

        private void assertUndecided(AuthenticationResult result, Cause cause) {
            assertThat(result).isEqualTo(new Undecided(cause, Duration.ofSeconds(1)));
        }
    }

    @Nested
    class Costs {

        private final ForwardingStore store = new ForwardingStore(sandbox.store);

        @ParameterizedTest
        @ValueSource(strings = {"", "garbage", "acme_live_"})
        void noLookUpForWhatIsNoToken(String garbage) {
            sandbox.builder(store).build().authenticate(garbage, "test");
            assertThat(store.lookUps()).isZero();
        }

        @Test
        void noLookUpForAWrongCheck() {
            String token = tokenOfActiveKey(UUID.randomUUID());
            sandbox.builder(store).build().authenticate(token.substring(0, token.length() - 6) + "zzzzzz", "test");
            assertThat(store.lookUps()).isZero();
        }

        @Test
        void oneLookUpAndNoHashForAnUnknownId() {
            String token = Token.generate("acme_live", UUID.randomUUID(), new SecureRandom());
            sandbox.builder(store).hasher(right).build().authenticate(token, "test");
            assertThat(store.lookUps()).isEqualTo(1);
            assertThat(right.verified()).isZero();
        }
    }

    @Nested
    class Observer {

        private final List<AuthenticationResult> results = new ArrayList<>();
        private final List<String> sources = new ArrayList<>();

        @Test
        void isToldEveryDecisionAndItsSource() {
            ApiKeys keys = sandbox.builder()
                    .hasher(wrong)
                    .observer((result, source) -> {
                        results.add(result);
                        sources.add(source);
                    })
                    .build();
            AuthenticationResult first = keys.authenticate("garbage", "203.0.113.7");
            AuthenticationResult second = keys.authenticate(tokenOfActiveKey(UUID.randomUUID()), "");
            keys.close();
            AuthenticationResult third = keys.authenticate("garbage", "\r\n");
            assertThat(results).containsExactly(first, second, third);
            assertThat(sources).containsExactly("203.0.113.7", "", "\r\n");
        }

        @ParameterizedTest
        @EnumSource(Broken.class)
        void changesNothingByThrowing(Broken broken) {
            IssuedKey issued = sandbox.issue();
            try (CapturedLog log = CapturedLog.ofThisThread()) {
                ApiKeys keys = sandbox.builder()
                        .observer((result, source) -> broken.raise())
                        .build();
                assertThat(keys.authenticate(issued.revealToken(), "test"))
                        .isEqualTo(new Authenticated(issued.key(), issued.key().permissions()));
                assertThat(log.records()).hasSize(1);
            }
        }
    }

    @Nested
    class Secret {

        @Test
        void isWipedAfterwards() {
            authenticate(right, tokenOfActiveKey(UUID.randomUUID()));
            assertThat(right.lastSecret()).hasSize(Token.SUBJECT_LENGTH).containsOnly(0);
        }

        @Test
        void isWipedAlsoAfterAFailure() {
            ScriptedHasher broken = ScriptedHasher.throwing(Broken.MEMORY);
            authenticate(broken, tokenOfActiveKey(UUID.randomUUID()));
            assertThat(broken.lastSecret()).hasSize(Token.SUBJECT_LENGTH).containsOnly(0);
        }
    }

    /** Draws the very characters of another token's secret. */
    private static final class SecretOf extends SecureRandom {

        private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        private static final long serialVersionUID = 1L;

        private final String secret;

        SecretOf(String token) {
            this.secret = token.substring(token.length() - 49, token.length() - 6);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ALPHABET.indexOf(secret.charAt(i));
            }
        }
    }
}
