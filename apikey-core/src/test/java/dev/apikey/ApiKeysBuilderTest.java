// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysBuilderTest {

    private final Sandbox sandbox = new Sandbox();

    @Nested
    class Prefix {

        @ParameterizedTest
        @ValueSource(strings = {"a", "a1", "acme_live", "a_b_c", "a_1", "abcdefghijklmnopqrstuvwx"})
        void takesOneToTwentyFourCharacters(String prefix) {
            IssuedKey issued = sandbox.builder()
                    .prefix(prefix)
                    .build()
                    .administer(Sandbox.EVERYTHING)
                    .issue(KeyRequest.of("CI", Permissions.of("*")));
            assertThat(issued.revealToken().startsWith(prefix + "_")).isTrue();
            assertThat(issued.key().hint()).startsWith(prefix + "_***");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "abcdefghijklmnopqrstuvwxy",
                    "1a",
                    "_a",
                    "a_",
                    "a__b",
                    "_",
                    "Acme",
                    "acme-live",
                    "acme live",
                    "acmé",
                    "acme.live",
                    "acme\n"
                })
        void refusesOtherForms(String prefix) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ApiKeys.builder().prefix(prefix))
                    .withMessageStartingWith("prefix must be 1 to 24 characters of [a-z0-9_]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ApiKeys.builder().acceptedPrefixes("acme", prefix))
                    .withMessageStartingWith("prefix must be 1 to 24 characters of [a-z0-9_]");
        }

        @Test
        void isRequired() {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> ApiKeys.builder().store(KeyStore.inMemory()).build())
                    .withMessage("prefix must be set: ApiKeys.builder().prefix(\"acme_live\")");
        }
    }

    @Nested
    class Store {

        @Test
        void isRequired() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ApiKeys.builder().prefix("acme_live").build())
                    .withMessageStartingWith("store must be set: ApiKeys.builder().store(");
        }
    }

    @Nested
    class TheVocabulary {

        @ParameterizedTest
        @ValueSource(strings = {"files", "files:*", "apikeys:read", "default:write", "rooms:read"})
        void isJudgedWhenAllIsSet(String wrong) {
            ApiKeys.Builder builder = sandbox.builder().vocabulary("rooms:read", wrong);
            assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageStartingWith("vocabulary must ");
        }
    }

    @Nested
    class Hashers {

        @Test
        void areArgon2idUnlessSaidOtherwise() {
            IssuedKey issued = ApiKeys.builder()
                    .prefix("acme_live")
                    .store(sandbox.store)
                    .build()
                    .administer(Sandbox.EVERYTHING)
                    .issue(KeyRequest.of("CI", Permissions.of("*")));
            String hash = sandbox.store.find(issued.key().id()).orElseThrow().hash();
            assertThat(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$")).isTrue();
        }

        @Test
        void areNamedOnceEach() {
            ApiKeys.Builder twice = sandbox.builder().alsoVerify(Argon2idHasher.recommended(), Sandbox.cheapHasher());
            assertThatIllegalArgumentException()
                    .isThrownBy(twice::build)
                    .withMessage("hasher and alsoVerify must name each algorithm once, they name"
                            + " [hmac-sha256, argon2id, hmac-sha256]");
        }

        @Test
        void areTestedBeforeTheStart() {
            ApiKeys.Builder first = sandbox.builder().hasher(new UnusableHasher());
            ApiKeys.Builder second = sandbox.builder().alsoVerify(new UnusableHasher());
            assertThatIllegalStateException().isThrownBy(first::build).withMessage("unusable: take another");
            assertThatIllegalStateException().isThrownBy(second::build).withMessage("unusable: take another");
        }
    }

    @Test
    void canBeBuiltFromTwice() {
        ApiKeys.Builder builder = sandbox.builder();
        ApiKeys first = builder.build();
        assertThatCode(() -> builder.build().close()).doesNotThrowAnyException();
        assertThat(first.authenticate("garbage", "test")).isInstanceOf(AuthenticationResult.Rejected.class);
    }

    private static final class UnusableHasher implements SecretHasher {

        @Override
        public String algorithm() {
            return "unusable";
        }

        @Override
        public boolean isSlow() {
            return true;
        }

        @Override
        public String hash(byte[] secret) {
            throw new AssertionError("used before it was tested");
        }

        @Override
        public boolean verify(byte[] secret, String hash) {
            throw new AssertionError("used before it was tested");
        }

        @Override
        public void selfTest() {
            throw new IllegalStateException("unusable: take another");
        }
    }
}
