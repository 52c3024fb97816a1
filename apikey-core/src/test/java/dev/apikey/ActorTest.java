// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ActorTest {

    @Test
    void isShownByItsIdUnlessItHasAName() {
        assertThat(Actor.of("ada")).isEqualTo(new Actor("ada", "ada"));
    }

    @Test
    void takesTwoHundredAndFiftyFiveCharactersAndNotOneMore() {
        String longest = "\uD83D\uDD11".repeat(255);
        assertThat(new Actor(longest, longest).id()).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Actor(longest + "x", "Ada"))
                .withMessage("actor id must have at most 255 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Actor("ada", longest + "x"))
                .withMessage("actor display name must have at most 255 characters");
    }

    @Test
    void needsALineOfTextForBoth() {
        assertThatIllegalArgumentException().isThrownBy(() -> Actor.of("")).withMessage("actor id must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Actor("ada", " "))
                .withMessage("actor display name must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Actor("ada\n", "Ada"))
                .withMessageStartingWith("actor id must not hold control");
    }
}
