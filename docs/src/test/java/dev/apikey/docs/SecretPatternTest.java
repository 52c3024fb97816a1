// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The canary check is worth something only if it sees what there is to see. */
class SecretPatternTest {

    private static final byte[] PEPPER = new byte[32];

    static {
        IntStream.range(0, PEPPER.length).forEach(i -> PEPPER[i] = (byte) i);
    }

    @Test
    void findsATokenThatIsIssuedNow() {
        ApiKeys apiKeys =
                ApiKeys.builder().prefix("acme_live").store(KeyStore.inMemory()).build();
        Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
        String token = apiKeys.administer(ada)
                .issue(KeyRequest.of("any", Permissions.of("*")))
                .revealToken();
        assertFound(token);
        assertFound(token.substring("acme_live_".length(), token.length() - 6));
    }

    @Test
    void findsEveryFormOfHash() {
        assertFound(Argon2idHasher.recommended().hash(new byte[70]));
        assertFound(Argon2idHasher.of(65_536, 10, 4).hash(new byte[70]));
        assertFound(HmacSha256Hasher.of(PepperRing.of(PEPPER)).hash(new byte[70]));
    }

    /** Of a given form: one that is drawn has too few digits, or too many slashes, now and then. */
    @Test
    void findsABareSecretAndABareHash() {
        String secret = "x7Kq".repeat(10) + "Zp9";
        assertFound(secret);
        assertFound(secret + "0aB1cD");
        assertFound("x7/+".repeat(3) + "Kq2w".repeat(7) + "Zp9");
    }

    @Test
    void findsThePepperOfTheTests() {
        assertFound(Base64.getEncoder().encodeToString(PEPPER));
        assertFound(HexFormat.of().formatHex(PEPPER));
    }

    @Test
    void takesIdsAndHintsForWhatTheyAre() {
        assertThat(SecretPattern.positions("acme_live_***9842 123e4567-e89b-42d3-a456-426614174000 key_events_by_id"))
                .isEmpty();
    }

    @Test
    void takesLongNamesAndDigestsForWhatTheyAre() {
        assertThat(SecretPattern.positions("refusesToIssueAKeyThatIsStrongerThanItsMaker2Times x "
                        + "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe "
                        + "docs/explanation/decisions/0010-conditions-of-a-query "
                        + "/work2/Main3/docs/clients/java/target/test/java :/work2/Main3/docs/clients/java/tests/:"))
                .isEmpty();
    }

    private static void assertFound(String secret) {
        assertThat(SecretPattern.positions("before " + secret + " after").toList())
                .isNotEmpty();
    }
}
