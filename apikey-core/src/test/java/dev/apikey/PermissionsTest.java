// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {

    private static final String LONGEST = "r".repeat(32) + ":" + "a".repeat(31);

    /** Every pattern over three resources, ours and the wildcard; {@code apikeys:*} is none. */
    private static final List<List<String>> SETS =
            ReferencePermissions.subsetsUpToTwo(Stream.of("apikeys", "default", "files", "rooms", "*")
                    .flatMap(resource -> Stream.of("read", "write", "*").map(action -> resource + ":" + action))
                    .filter(pattern -> !pattern.equals("apikeys:*"))
                    .toList());

    @Nested
    class Of {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "files:read",
                    "a:b",
                    "0:9",
                    "_:_",
                    "-:-",
                    ".:.",
                    "my_app.v2-x:do.it_now-1",
                    "files:*",
                    "*:read",
                    "apikeys:read",
                    "apikeys2:*",
                    "default:write"
                })
        void readsWhatIsAPattern(String pattern) {
            assertThat(Permissions.of(pattern).patterns()).containsExactly(pattern);
        }

        @Test
        void readsSixtyFourCharactersAndNotOneMore() {
            assertThat(LONGEST).hasSize(64);
            assertThat(Permissions.of(LONGEST).allow(LONGEST)).isTrue();
            assertThatIllegalArgumentException().isThrownBy(() -> Permissions.of(LONGEST + "a"));
        }

        @ParameterizedTest(name = "{index}")
        @MethodSource("dev.apikey.PermissionsTest#malformed")
        void refusesWhatIsNone(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Permissions.of("files:read", text))
                    .withMessageStartingWith("permission must be resource:action");
        }

        @Test
        void refusesAllOfKeyManagementAtOnce() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Permissions.of("apikeys:*"))
                    .withMessageContaining("apikeys:read and apikeys:write by name");
        }

        @Test
        void showsARefusedTextEscapedAndCut() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Permissions.of("x\r\n\u202E\"\\" + "y".repeat(80)))
                    .withMessageEndingWith(": \"x\\u000d\\u000a\\u202e\\u0022\\u005c" + "y".repeat(22) + "…\"");
        }

        @Test
        void showsNothingOfTheSecretOfATokenInItsPlace() {
            String token = Token.generate("a", UUID.randomUUID(), new SecureRandom());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Permissions.of(token))
                    .withMessageEndingWith(token.substring(0, "a_".length() + 26) + "…\"");
        }

        @Test
        void takesTheStarForStarColonStar() {
            assertThat(Permissions.of("*")).isEqualTo(Permissions.of("*:*")).hasToString("[*]");
            assertThat(Permissions.of("*", "*:*").patterns()).containsExactly("*");
        }

        @Test
        void keepsTheOrderAndTheFirstOfDuplicates() {
            assertThat(Permissions.of("b:b", "a:a", "b:b", "*:c", "a:a").patterns())
                    .containsExactly("b:b", "a:a", "*:c");
        }

        @Test
        void isEqualInAnyOrder() {
            assertThat(Permissions.of("a:a", "b:b"))
                    .isEqualTo(Permissions.of("b:b", "a:a"))
                    .hasSameHashCodeAs(Permissions.of("b:b", "a:a"))
                    .isNotEqualTo(Permissions.of("a:a"))
                    .isNotEqualTo("[a:a, b:b]");
        }

        @Test
        void isNoneWithoutPatterns() {
            assertThat(Permissions.of()).isSameAs(Permissions.none());
            assertThat(Permissions.none().isEmpty()).isTrue();
            assertThat(Permissions.of("a:a").isEmpty()).isFalse();
        }

        @Test
        void letsNobodyChangeItsPatterns() {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> Permissions.of("a:a").patterns().add("*"));
        }
    }

    @Nested
    class Allow {

        @Test
        void isWhatTheReferenceSays() {
            for (List<String> patterns : SETS) {
                Permissions permissions = Permissions.of(patterns);
                for (String permission : ReferencePermissions.universe()) {
                    assertThat(permissions.allow(permission))
                            .as("%s allow %s", patterns, permission)
                            .isEqualTo(ReferencePermissions.allow(patterns, permission));
                }
            }
        }

        @ParameterizedTest(name = "{index}")
        @MethodSource("dev.apikey.PermissionsTest#malformed")
        @ValueSource(strings = {"*", "*:*", "files:*", "*:read", "apikeys:*"})
        void isFalseForWhatIsNoPermission(String text) {
            assertThat(Permissions.of("*", "files:*", "*:read").allow(text)).isFalse();
        }

        @Test
        void isFalseForAPermissionTooLong() {
            assertThat(Permissions.of("*").allow(LONGEST)).isTrue();
            assertThat(Permissions.of("*").allow(LONGEST + "a")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"file:read", "filess:read", "files:rea", "files:readd", "iles:read"})
        void tellsNeighboursApart(String neighbour) {
            assertThat(Permissions.of("files:read").allow(neighbour)).isFalse();
        }
    }

    @Nested
    class Covers {

        @Test
        void isWhatTheReferenceSays() {
            int covered = 0;
            for (List<String> held : SETS) {
                for (List<String> wanted : SETS) {
                    boolean covers = Permissions.of(held).covers(Permissions.of(wanted));
                    assertThat(covers)
                            .as("%s cover %s", held, wanted)
                            .isEqualTo(ReferencePermissions.covers(held, wanted));
                    covered += covers ? 1 : 0;
                }
            }
            assertThat(covered).isBetween(SETS.size() + 1, SETS.size() * SETS.size() - 1);
        }

        @Test
        void doesNotTakeTwoNamedActionsForAllOfThem() {
            assertThat(Permissions.of("files:read", "files:write").covers(Permissions.of("files:*")))
                    .isFalse();
        }
    }

    static Stream<String> malformed() {
        return Stream.of(
                "",
                " ",
                ":",
                "::",
                "files",
                "files:",
                ":read",
                "files:read:",
                "files::read",
                ":files:read",
                "files:read:all",
                "Files:read",
                "files:Read",
                "files:read ",
                " files:read",
                "files: read",
                "files:read\n",
                "files/a:read",
                "files,read",
                "files:read,rooms:read",
                "**",
                "*:**",
                "**:read",
                "fi*:read",
                "files:re*",
                "*files:read",
                "* : *",
                "fïles:read",
                "ﬁles:read",
                "files:rea\u0501",
                "files\uFF1Aread",
                "files:read\u0000",
                "\u0660:read",
                "+:read",
                "files:read+x");
    }
}
