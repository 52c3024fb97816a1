// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathRulesTest {

    private static final Access READ = new Access.Needs("files:read");
    private static final Access DEFAULT_READ = new Access.Needs("default:read");
    private static final Access DEFAULT_WRITE = new Access.Needs("default:write");
    private static final Access DENIED = new Access.Denied();
    private static final Access NOT_NAMED = new Access.NotNamed();

    private static PathRules rules(String... lines) {
        return rules(List.of(lines));
    }

    private static PathRules rules(List<String> lines) {
        return new PathRules(lines.stream().map(PathRule::parse).toList(), false);
    }

    @Nested
    class WithoutRules {

        @ParameterizedTest
        @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
        void readingNeedsDefaultRead(String method) {
            assertThat(rules().accessTo(method, "/any")).isEqualTo(DEFAULT_READ);
        }

        @ParameterizedTest
        @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "PROPFIND", "BREW", "get", "*", ""})
        void everyOtherMethodNeedsDefaultWrite(String method) {
            assertThat(rules().accessTo(method, "/any")).isEqualTo(DEFAULT_WRITE);
        }
    }

    @Nested
    class Paths {

        @Test
        void standForThemselves() {
            PathRules rules = rules("GET /files files:read");
            assertThat(rules.accessTo("GET", "/files")).isEqualTo(READ);
            assertThat(rules.accessTo("GET", "/files/a")).isEqualTo(DEFAULT_READ);
            assertThat(rules.accessTo("GET", "/filesystem")).isEqualTo(DEFAULT_READ);
            assertThat(rules.accessTo("GET", "/x/files")).isEqualTo(DEFAULT_READ);
        }

        @Test
        void withTwoStarsCoverWhatIsBelowAndNoLongerName() {
            PathRules rules = rules("GET /files/** files:read");
            assertThat(List.of("/files", "/files/", "/files/a", "/files/a/b/", "/files/*", "/files/%"))
                    .allSatisfy(path -> assertThat(rules.accessTo("GET", path)).isEqualTo(READ));
            assertThat(List.of("/filesystem", "/file", "/", "/x/files/a"))
                    .allSatisfy(path -> assertThat(rules.accessTo("GET", path)).isEqualTo(DEFAULT_READ));
        }

        /** Frameworks behind us, Jakarta REST among them, take both for one resource. */
        @Test
        void areTheSameWithASlashBehind() {
            PathRules rules = rules("* /files/** files:read", "* /files/secret denied");
            assertThat(rules.accessTo("GET", "/files/secret")).isEqualTo(DENIED);
            assertThat(rules.accessTo("GET", "/files/secret/")).isEqualTo(DENIED);
            assertThat(rules.accessTo("GET", "/files/secret/a")).isEqualTo(READ);
        }

        @Test
        void compareCaseSensitively() {
            assertThat(rules("GET /files/** files:read").accessTo("GET", "/Files/a"))
                    .isEqualTo(DEFAULT_READ);
        }

        @Test
        void coverEverythingFromTheRoot() {
            PathRules rules = rules("GET /** files:read");
            assertThat(List.of("/", "/a", "/a/b/"))
                    .allSatisfy(path -> assertThat(rules.accessTo("GET", path)).isEqualTo(READ));
        }

        @Test
        void coverTheRootAlone() {
            PathRules rules = rules("GET / public");
            assertThat(rules.accessTo("GET", "/")).isEqualTo(new Access.Public());
            assertThat(rules.accessTo("GET", "/a")).isEqualTo(DEFAULT_READ);
        }
    }

    @Nested
    class Methods {

        @Test
        void thatNoRuleOfThePathNamesAreDenied() {
            PathRules rules = rules("GET /files/** files:read", "* /** authenticated");
            assertThat(rules.accessTo("POST", "/files/a")).isEqualTo(NOT_NAMED);
            assertThat(rules.accessTo("OPTIONS", "/files/a")).isEqualTo(NOT_NAMED);
            assertThat(rules.accessTo("get", "/files/a")).isEqualTo(NOT_NAMED);
        }

        @Test
        void thatNoOtherRuleNamesFallToTheStar() {
            PathRules rules = rules("GET /files/** files:read", "* /files/** public");
            assertThat(rules.accessTo("GET", "/files/a")).isEqualTo(READ);
            assertThat(rules.accessTo("POST", "/files/a")).isEqualTo(new Access.Public());
        }

        @Test
        void followGetWhereTheyAreHead() {
            PathRules rules = rules("GET /files/** files:read", "POST /files/** files:write", "POST /form public");
            assertThat(rules.accessTo("HEAD", "/files/a")).isEqualTo(READ);
            assertThat(rules.accessTo("HEAD", "/form")).isEqualTo(NOT_NAMED);
        }
    }

    @Nested
    class Order {

        private static final List<String> LINES = List.of(
                "GET  /**            authenticated",
                "*    /files/**      files:read",
                "PUT  /files/**      files:write",
                "GET  /files/open/** public",
                "GET  /files/open    files:list",
                "POST /files         denied");

        private static final List<String> PATHS =
                List.of("/", "/a", "/files", "/files/", "/files/a", "/files/open", "/files/open/a", "/files/opened");

        @Test
        void changesNothing() {
            List<Access> expected = answers(rules(LINES));
            assertThat(expected).contains(READ, DENIED, new Access.Public(), new Access.Needs("files:list"));
            assertThat(permutations(LINES))
                    .hasSize(720)
                    .allSatisfy(lines -> assertThat(answers(rules(lines))).isEqualTo(expected));
        }

        @Test
        void yieldsToTheMostSpecificPath() {
            PathRules rules = rules(LINES);
            assertThat(rules.accessTo("GET", "/files/open")).isEqualTo(new Access.Needs("files:list"));
            assertThat(rules.accessTo("GET", "/files/open/a")).isEqualTo(new Access.Public());
            assertThat(rules.accessTo("GET", "/files/opened")).isEqualTo(READ);
            assertThat(rules.accessTo("PUT", "/files/open/a")).isEqualTo(NOT_NAMED);
            assertThat(rules.accessTo("GET", "/files")).isEqualTo(NOT_NAMED);
            assertThat(rules.accessTo("GET", "/a")).isEqualTo(new Access.Authenticated());
        }

        private static List<Access> answers(PathRules rules) {
            return PATHS.stream()
                    .flatMap(path -> Stream.of("GET", "HEAD", "PUT", "POST", "DELETE")
                            .map(method -> rules.accessTo(method, path)))
                    .toList();
        }

        private static List<List<String>> permutations(List<String> lines) {
            if (lines.isEmpty()) {
                return List.of(List.of());
            }
            List<List<String>> all = new ArrayList<>();
            for (String first : lines) {
                List<String> others =
                        lines.stream().filter(line -> !line.equals(first)).toList();
                for (List<String> rest : permutations(others)) {
                    all.add(Stream.concat(Stream.of(first), rest.stream()).toList());
                }
            }
            return all;
        }
    }

    @Nested
    class Duplicates {

        @Test
        void areRefusedByName() {
            refused("GET /files", "GET /files files:read", "GET /files public");
            refused("GET /files/**", "GET /files/** files:read", "POST /files/** public", "GET /files/** files:read");
            refused("* /**", "* /** public", "* /** denied");
        }

        @Test
        void areNoneWhereTheKindOfPathOrTheMethodDiffers() {
            PathRules rules = rules("GET /files public", "GET /files/** files:read", "* /files denied");
            assertThat(rules.accessTo("GET", "/files")).isEqualTo(new Access.Public());
        }

        private static void refused(String named, String... lines) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rules(lines))
                    .withMessage("rules must name a method of a path once, they name twice: " + named);
        }
    }
}
