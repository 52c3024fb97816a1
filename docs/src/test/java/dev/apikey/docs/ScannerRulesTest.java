// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.docs.ConsolePage.Step;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules for secret scanners, held to tokens, to what is nearly one, and to the page on tokens. */
class ScannerRulesTest {

    private static final Path FOLDER = Repository.ROOT.resolve("docs/src/test/resources/scanners");
    private static final Path SCRIPT = Repository.ROOT.resolve("docs/src/test/resources/client/key-ids.sh");
    private static final Path TOKEN_PAGE = Repository.ROOT.resolve("docs/reference/token.md");
    private static final String PREFIX = "acme_live";
    private static final int DRAWN = 100;

    /** Where a token may stand. */
    private static final List<String> PLACES = List.of(
            "%s",
            "Authorization: Bearer %s\r\n",
            "KEY=%s",
            "key: '%s'",
            "{\"key\":\"%s\"}",
            "https://example.com/?key=%s&more=1",
            "(%s)",
            "first line\n%s\nthird line",
            "%s.");

    /** Who looks for them; each with the regular expression that its file has for a prefix. */
    enum Scanner {
        GITLEAKS {
            @Override
            String expression(String prefix) throws JsonProcessingException {
                JsonNode config = new TomlMapper().readTree(rules("gitleaks.toml", prefix));
                assertThat(config.at("/extend/useDefault").booleanValue()).isTrue();
                assertThat(config.get("rules").size()).isEqualTo(1);
                JsonNode rule = config.at("/rules/0");
                assertThat(rule.fieldNames()).toIterable().containsExactly("id", "description", "regex", "keywords");
                assertThat(rule.at("/keywords/0").textValue()).isEqualTo(prefix + "_");
                return rule.get("regex").textValue();
            }
        },
        TRUFFLEHOG {
            @Override
            String expression(String prefix) throws JsonProcessingException {
                JsonNode config = new YAMLMapper().readTree(rules("trufflehog.yaml", prefix));
                assertThat(config.get("detectors").size()).isEqualTo(1);
                JsonNode detector = config.at("/detectors/0");
                assertThat(detector.fieldNames()).toIterable().containsExactly("name", "keywords", "regex");
                assertThat(detector.at("/keywords/0").textValue()).isEqualTo(prefix + "_");
                return detector.at("/regex/token").textValue();
            }
        },
        GITHUB {
            @Override
            String expression(String prefix) {
                String format = rules("github.txt", prefix).lines().toList().get(1);
                // With the characters around the secret that GitHub's documentation names as its defaults.
                return "(?:\\A|[^0-9A-Za-z])" + format + "(?:\\z|[^0-9A-Za-z])";
            }
        };

        abstract String expression(String prefix) throws JsonProcessingException;

        String expressionOf(String prefix) {
            try {
                return expression(prefix);
            } catch (JsonProcessingException malformed) {
                throw new AssertionError("the rules of " + this, malformed);
            }
        }

        static String rules(String file, String prefix) {
            return Repository.read(FOLDER.resolve(file)).replace(PREFIX, prefix);
        }

        boolean finds(String prefix, String text) {
            String expression = expressionOf(prefix);
            boolean found =
                    java.util.regex.Pattern.compile(expression).matcher(text).find();
            assertThat(com.google.re2j.Pattern.compile(expression).matcher(text).find())
                    .as("what RE2 finds")
                    .isEqualTo(found);
            return found;
        }
    }

    private static Stream<String> drawnTokens() {
        ApiKeys apiKeys = ApiKeys.builder()
                .prefix(PREFIX)
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .build();
        try (apiKeys) {
            Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
            return Stream.generate(() -> apiKeys.administer(ada)
                            .issue(KeyRequest.of("any", Permissions.of("*")))
                            .revealToken())
                    .limit(DRAWN)
                    .toList()
                    .stream();
        }
    }

    /** A vector's token under the rules' prefix: for the form of it, the check does not matter. */
    private static String recorded() {
        return RecordedToken.all()
                .filter(vector -> vector.prefix().equals(PREFIX))
                .skip(1)
                .findFirst()
                .orElseThrow()
                .token();
    }

    @ParameterizedTest
    @EnumSource
    void findsDrawnTokensWhereverTheyStand(Scanner scanner) {
        // Not asserted on one by one: a report must show no token.
        long found = drawnTokens()
                .filter(token -> PLACES.stream().allMatch(place -> scanner.finds(PREFIX, place.formatted(token))))
                .count();
        assertThat(found).isEqualTo(DRAWN);
    }

    @ParameterizedTest
    @EnumSource
    void findsRecordedTokensUnderTheirPrefixes(Scanner scanner) {
        assertThat(RecordedToken.all())
                .hasSizeGreaterThan(3)
                .allMatch(vector -> scanner.finds(vector.prefix(), vector.token()));
    }

    @ParameterizedTest
    @EnumSource
    void findsNothingThatIsNearlyAToken(Scanner scanner) {
        String token = recorded();
        int id = PREFIX.length() + 1;
        List<String> nearMisses = List.of(
                token.substring(0, token.length() - 1),
                token + "0",
                "x" + token,
                token.replace(PREFIX, "acme_test"),
                token.replace(PREFIX, "acmeelive"),
                token.replace(PREFIX, "Acme_live"),
                token.substring(0, id) + "i" + token.substring(id + 1),
                token.substring(0, id) + "l" + token.substring(id + 1),
                token.substring(0, id) + "o" + token.substring(id + 1),
                token.substring(0, id) + "u" + token.substring(id + 1),
                token.substring(0, id) + "Z" + token.substring(id + 1),
                token.substring(0, id) + token.substring(id + 1),
                token.substring(0, token.length() - 20) + "_" + token.substring(token.length() - 19),
                token.substring(0, token.length() - 20) + "-" + token.substring(token.length() - 19),
                PREFIX + "_***" + token.substring(token.length() - 4),
                PREFIX + "_…");
        assertThat(scanner.finds(PREFIX, token)).isTrue();
        for (int i = 0; i < nearMisses.size(); i++) {
            assertThat(scanner.finds(PREFIX, nearMisses.get(i)))
                    .as("near miss %d", i)
                    .isFalse();
        }
    }

    @Test
    void sayWhatThePageOnTokensSays() {
        String expression = Scanner.GITLEAKS.expressionOf(PREFIX);
        assertThat(Scanner.TRUFFLEHOG.expressionOf(PREFIX)).isEqualTo(expression);
        assertThat("\\b" + Scanner.rules("github.txt", PREFIX).lines().toList().get(1) + "\\b")
                .isEqualTo(expression);
        assertThat(Repository.read(TOKEN_PAGE)).contains("`" + expression + "`");
        assertThat(expression).matches("\\\\b[a-z_]+(\\[[-0-9A-Za-z]+]\\{\\d+}_?)+\\\\b");
    }

    @Test
    void thePageShowsWhatAReaderGets(@TempDir Path work) throws Exception {
        Files.copy(FOLDER.resolve("gitleaks.toml"), work.resolve("gitleaks.toml"));
        Files.copy(SCRIPT, work.resolve("key-ids.sh"));
        String genuine = recorded();
        String placeholder = genuine.substring(0, genuine.length() - 1) + "x";
        Files.writeString(work.resolve("finds"), placeholder + "\n" + genuine + "\n");
        try (ConsolePage page =
                ConsolePage.open("docs/how-to/register-your-prefix-with-secret-scanners.md", work, Map.of())) {
            assertThat(page.steps().stream().map(Step::command)).anyMatch(command -> command.startsWith("sed "));
            page.show();
        }
    }
}
