// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Only {@code authenticate} decides; it returns a value, and identity comes out of nothing but {@code Authenticated}. */
class Law1OneDoorTest {

    private final Sandbox sandbox = new Sandbox();

    @Test
    void authenticateReturnsAValueForWhateverAClientSends() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ApiKeys keys = sandbox.builder().build();
        String genuine = sandbox.issue().revealToken();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? genuine : "");
            for (int changes = 1 + random.nextInt(120); changes > 0; changes--) {
                text.insert(random.nextInt(text.length() + 1), (char) random.nextInt(i % 3 == 0 ? 0x10000 : 0x80));
                text.deleteCharAt(random.nextInt(text.length()) * (i % 2));
            }
            String sent = text.toString();
            assertThat(sent.equals(genuine) || keys.authenticate(sent, "test") instanceof Rejected)
                    .as("seed %d, text %d", seed, i)
                    .isTrue();
        }
    }

    @Test
    void nothingElseOnTheApiAnswersWithAResult() {
        Stream<Method> doors = Stream.of(ApiKeys.class, KeyAdministration.class, IssuedKey.class, ApiKey.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> AuthenticationResult.class.isAssignableFrom(method.getReturnType()));
        assertThat(doors).hasSize(2).extracting(Method::getName).containsOnly("authenticate");
    }

    @Test
    void onlyAuthenticatedCarriesAKey() {
        Stream<Class<?>> carriers = Arrays.stream(AuthenticationResult.class.getPermittedSubclasses())
                .filter(result -> Arrays.stream(result.getDeclaredFields())
                        .map(Field::getType)
                        .anyMatch(ApiKey.class::equals));
        assertThat(carriers).containsExactly(Authenticated.class);
    }

    @Test
    void nobodyElseMakesAnAuthenticated() {
        assertThat(Authenticated.class.getConstructors()).isEmpty();
    }

    @Test
    void aKeyThatIsNotActiveSaysNothingAboutItsSecret() {
        IssuedKey issued = sandbox.issue();
        ApiKeys keys = sandbox.builder().build();
        keys.administer(Sandbox.EVERYTHING).revoke(issued.key().id(), null);
        String wrongSecret = Token.generate("acme_live", issued.key().id(), new SeededRandom(1));
        assertThat(List.of(keys.authenticate(issued.revealToken(), "test"), keys.authenticate(wrongSecret, "test")))
                .containsOnly(new Rejected(Reason.REVOKED, issued.key().id()));
    }
}
