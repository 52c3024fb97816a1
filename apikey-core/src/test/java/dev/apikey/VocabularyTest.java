// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {

    @Nested
    class Of {

        private static final String FORM =
                "vocabulary must hold permissions, resource:action of [a-z0-9_.-] without *, such as files:read: \"";

        @Test
        void takesPermissionsAndNone() {
            assertThatCode(() -> Vocabulary.of(List.of("files:read", "files:write", "apikeys2:read")))
                    .doesNotThrowAnyException();
            assertThatCode(() -> Vocabulary.of(List.of())).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @ValueSource(strings = {"*", "*:*", "files:*", "*:read"})
        void refusesPatterns(String pattern) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Vocabulary.of(List.of("files:read", pattern)))
                    .withMessageStartingWith(FORM);
        }

        @ParameterizedTest(name = "{index}")
        @ValueSource(strings = {"", "files", "Files:read", "files:read ", "files:read:all", "files:read\n"})
        void refusesWhatIsNoPermission(String entry) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Vocabulary.of(List.of(entry)))
                    .withMessageStartingWith(FORM);
        }

        @ParameterizedTest
        @ValueSource(strings = {"apikeys:read", "apikeys:rotate", "default:read", "default:x", "apikeys:*"})
        void refusesWhatBelongsToTheLibrary(String ours) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Vocabulary.of(List.of(ours)))
                    .withMessage(
                            "vocabulary must leave the resources apikeys and default to the library: \"" + ours + "\"");
        }

        @Test
        void refusesDuplicates() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Vocabulary.of(List.of("files:read", "rooms:read", "files:read")))
                    .withMessage("vocabulary must name each permission once, names twice: files:read");
        }
    }

    @Nested
    class RequireKnown {

        private final Vocabulary vocabulary = Vocabulary.of(List.of("files:read", "rooms:write"));

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "files:read",
                    "files:*",
                    "*:write",
                    "*",
                    "default:read",
                    "default:*",
                    "apikeys:read",
                    "apikeys:write"
                })
        void takesAPatternThatOpensSomething(String pattern) {
            assertThatCode(() -> vocabulary.requireKnown(Permissions.of(pattern)))
                    .doesNotThrowAnyException();
        }

        @ParameterizedTest
        @ValueSource(strings = {"files:write", "fil:read", "*:shred", "photos:*", "default:x", "apikeys:rotate"})
        void refusesAPatternThatOpensNothing(String pattern) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> vocabulary.requireKnown(Permissions.of("files:read", pattern, "nor:this")))
                    .withMessage("permissions must come from the vocabulary, which has nothing for " + pattern
                            + ": it has files:read rooms:write default:read default:write apikeys:read apikeys:write");
        }

        @Test
        void opensTheDefaultResourceToAHostWithoutVocabulary() {
            Vocabulary none = Vocabulary.of(List.of());
            assertThatCode(() -> none.requireKnown(Permissions.of("*", "default:read", "*:write")))
                    .doesNotThrowAnyException();
            assertThatIllegalArgumentException().isThrownBy(() -> none.requireKnown(Permissions.of("files:read")));
        }
    }

    @Nested
    class AllowedBy {

        private final Vocabulary vocabulary = Vocabulary.of(List.of("files:read", "rooms:write"));

        @Test
        void hasTheHostsPermissionsInItsOrderAndThenOurs() {
            assertThat(vocabulary.allowedBy(Permissions.of("apikeys:read", "default:*", "rooms:*", "files:read")))
                    .containsExactly("files:read", "rooms:write", "default:read", "default:write", "apikeys:read");
            assertThat(vocabulary.allowedBy(Permissions.none())).isEmpty();
        }

        @Test
        void isFoundOutOnceForAllThatAllowTheSame() {
            assertThat(vocabulary.allowedBy(Permissions.of("files:*", "rooms:*")))
                    .isSameAs(vocabulary.allowedBy(Permissions.of("rooms:*", "files:*")));
        }

        @Test
        void isFoundOutEachTimeWhereThereAreMoreThanItRemembers() {
            for (int i = 0; i < 1_000; i++) {
                vocabulary.allowedBy(Permissions.of("other:action" + i));
            }
            Permissions oneMore = Permissions.of("files:*");
            assertThat(vocabulary.allowedBy(oneMore))
                    .containsExactly("files:read")
                    .isNotSameAs(vocabulary.allowedBy(oneMore));
        }
    }
}
