// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KeyRequestTest {

    private static final KeyRequest PLAIN = KeyRequest.of("CI", Permissions.of("files:read"));

    @Nested
    class Name {

        @Test
        void takesSixtyFourCodePointsVerbatimAndNotOneMore() {
            String longest = "\uD83D\uDD11".repeat(64);
            assertThat(KeyRequest.of(longest, PLAIN.permissions()).name()).isEqualTo(longest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyRequest.of(longest + "x", PLAIN.permissions()))
                    .withMessage("name must have at most 64 characters");
        }

        @Test
        void isNotTrimmed() {
            assertThat(KeyRequest.of(" CI ", PLAIN.permissions()).name()).isEqualTo(" CI ");
        }

        @Test
        void isALineOfText() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyRequest.of(" ", PLAIN.permissions()))
                    .withMessage("name must not be blank");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyRequest.of("two\nlines", PLAIN.permissions()))
                    .withMessageStartingWith("name must not hold control");
        }
    }

    @Nested
    class WithPermissions {

        private List<String> patterns(int size) {
            return IntStream.range(0, size).mapToObj(i -> "files:" + i).toList();
        }

        @Test
        void takesAHundredAndNotOneMore() {
            assertThat(KeyRequest.of("CI", Permissions.of(patterns(100)))
                            .permissions()
                            .patterns())
                    .hasSize(100);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyRequest.of("CI", Permissions.of(patterns(101))))
                    .withMessage("permissions must name at most 100");
        }

        @Test
        void needsAtLeastOne() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyRequest.of("CI", Permissions.none()))
                    .withMessage("permissions must name at least one: full access is the pattern *");
        }
    }

    @Nested
    class WithOwner {

        @Test
        void takesTwoHundredAndFiftyFiveCharactersAndNotOneMore() {
            String longest = "\uD83D\uDD11".repeat(255);
            assertThat(PLAIN.withOwner(longest).owner()).isEqualTo(longest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PLAIN.withOwner(longest + "x"))
                    .withMessage("owner must have at most 255 characters");
        }

        @Test
        void isALineOfText() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PLAIN.withOwner(""))
                    .withMessage("owner must not be blank");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PLAIN.withOwner("b\u0000en"))
                    .withMessageStartingWith("owner must not hold control");
        }

        @Test
        void leavesTheRestAsItWas() {
            assertThat(PLAIN.withLifetime(Lifetime.ofDays(1)).withOwner("ben"))
                    .isEqualTo(new KeyRequest("CI", PLAIN.permissions(), "ben", Lifetime.ofDays(1)))
                    .isEqualTo(PLAIN.withOwner("ben").withLifetime(Lifetime.ofDays(1)));
            assertThat(PLAIN.owner()).isNull();
            assertThat(PLAIN.lifetime()).isNull();
        }
    }
}
