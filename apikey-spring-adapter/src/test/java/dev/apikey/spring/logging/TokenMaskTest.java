// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenMaskTest {

    private static final String ORDINARY = "abcXYZ019_-.:/ \"'{}[]()<>=&?%\\\n\t\u00e4\u20ac";

    private static final List<String> PREFIXES =
            List.of("a", "acme_live", "acme_test", "k9", "abcdefghijklmnopqrstuvwx");

    private final byte[] pepper = new byte[32];

    private IssuedKey issued(String prefix) {
        try (ApiKeys keys = ApiKeys.builder()
                .prefix(prefix)
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(pepper)))
                .build()) {
            return keys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                    .issue(KeyRequest.of("CI pipeline", Permissions.of("*")));
        }
    }

    @Test
    void noTokenSurvivesWhateverIsAroundItAndOrdinaryTextDoes() {
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            IssuedKey issued = issued(PREFIXES.get(random.nextInt(PREFIXES.size())));
            String token = issued.revealToken();
            String before = ordinary(random) + boundary(random);
            String behind = boundary(random) + ordinary(random);
            String masked = TokenMask.mask(before + token + behind + token);
            boolean asMeant = masked.equals(
                    before + issued.key().hint() + behind + issued.key().hint());
            assertThat(asMeant)
                    .as("masked as meant, seed %s, round %s", seed, i)
                    .isTrue();
        }
    }

    @Test
    void whatIsLeftOfATokenDoesNotSurviveEither() {
        String token = issued("acme_live").revealToken();
        String secret = token.substring("acme_live_".length() + 27, "acme_live_".length() + 27 + 16);
        for (String damaged : List.of(
                token + "x",
                token + token,
                token.substring(0, token.length() - 1),
                token.substring(0, token.length() - 30),
                token.substring("acme_live_".length()),
                "Bearer " + token + "\r\nCookie: a=b",
                "%s?key=" + token + "&x=1",
                "{\"key\":\"" + token + "\"}")) {
            boolean gone = !TokenMask.mask(damaged).contains(secret);
            assertThat(gone).isTrue();
        }
    }

    @Test
    void whatBeginsWithinTheIdDoesNotSurviveEither() {
        String token = issued("acme_live").revealToken();
        String secret = token.substring(token.length() - 49, token.length() - 33);
        String end = "***" + token.substring(token.length() - 4);
        for (int cut = "acme_live_".length(); cut <= token.length() - 50; cut++) {
            String left = token.substring(cut);
            String masked = TokenMask.mask(left + " ..." + left + "\"," + left);
            boolean gone = !masked.contains(secret);
            assertThat(gone).as("cut behind %s characters", cut).isTrue();
            assertThat(masked).isEqualTo(end + " ..." + end + "\"," + end);
        }
    }

    @Test
    void ordinaryTextSurvives() {
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = ordinary(random);
            assertThat(TokenMask.mask(text)).as("seed %s", seed).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme_live_***9842",
                "GET /api/files?title=Plan_of_the_week_number_12345678901234567890",
                "sha256:1f2e3d4c5b6a79880102030405060708090a0b0c0d0e0f101112131415161718_layer0123456789abcdef",
                "com.example.service_implementation_of_something_rather_long.doSomethingWithAVeryLongName",
                "test_aMethodWithANameOf50CharactersBehindAnUnderline000",
                "test_aMethodWithANameOf48CharactersBehindAnUnderline0",
                "another_aMethodWithANameOf49CharactersBehindAnUnderline00",
                "Test_aMethodWithANameOf49CharactersBehindAnUnderline00",
                "$1 and \\$2 ***",
                ""
            })
    void soDoesWhatLooksALittleLikeOne(String text) {
        assertThat(TokenMask.mask(text)).isEqualTo(text);
        UUID id = UUID.randomUUID();
        assertThat(TokenMask.mask(text + " " + id)).isEqualTo(text + " " + id);
    }

    /** Text that is made to keep it busy costs as much for each character as any other. */
    @Test
    void aLongTextTakesNoLongerForEachCharacter() {
        String nearly = "_01234567890123456789012345".repeat(40_000);
        long began = System.nanoTime();
        TokenMask.mask(nearly);
        TokenMask.mask("0".repeat(1_000_000));
        TokenMask.mask("01234567890123456789012345_" + "a".repeat(1_000_000));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    private static String ordinary(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            text.append(ORDINARY.charAt(random.nextInt(ORDINARY.length())));
        }
        return text.toString();
    }

    private static char boundary(SplittableRandom random) {
        String boundaries = " \"':/=&\n,;";
        return boundaries.charAt(random.nextInt(boundaries.length()));
    }
}
