// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Permissions;
import dev.apikey.spi.OwnerRights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link OwnerRights} does. Extend it:
 *
 * <pre>{@code
 * class MyOwnerRightsTest extends OwnerRightsContract {
 *     @Override
 *     protected OwnerRights rights() {
 *         return new MyOwnerRights(users);
 *     }
 *
 *     @Override
 *     protected String existingOwner() {
 *         return "ben";
 *     }
 * }
 * }</pre>
 */
public abstract class OwnerRightsContract {

    /** What is under test; called once for each test. */
    protected abstract OwnerRights rights();

    /** Somebody whom it knows, exactly as he stands in keys; the only one whose id differs from this one by case or spaces only. */
    protected abstract String existingOwner();

    @Test
    void knowsAnOwnerWhoExists() {
        assertThat(rights().of(existingOwner())).isPresent();
    }

    @Test
    void answersTheSameAgainAsLongAsNothingChanges() {
        OwnerRights rights = rights();
        assertThat(rights.of(existingOwner())).isEqualTo(rights.of(existingOwner()));
    }

    /** "Gone" and "cannot tell" are not the same: of those who never were, it can tell that they are not there. */
    @Test
    void answersForWhomeverItIsAskedAbout() {
        OwnerRights rights = rights();
        for (String owner : List.of(
                "",
                " ",
                UUID.randomUUID().toString(),
                "o'brien\"; --",
                "%",
                "_",
                "*",
                "\\",
                "../..",
                "tenant/ben",
                "${user}",
                "键 \uD83D\uDD11",
                "x".repeat(255))) {
            assertThat(rights.of(owner)).as(owner).isNotNull();
        }
    }

    /** A data base that folds case or trailing spaces would keep a key alive whose owner is gone. */
    @Test
    void takesAnotherSpellingForSomebodyElse() {
        OwnerRights rights = rights();
        Optional<Permissions> strangers = rights.of("nobody-" + UUID.randomUUID());
        for (String spelling : otherSpellings(existingOwner())) {
            assertThat(rights.of(spelling)).as("'%s'", spelling).isEqualTo(strangers);
        }
    }

    private static List<String> otherSpellings(String owner) {
        List<String> spellings = new ArrayList<>(List.of(owner + " ", " " + owner, owner + "\u0301", owner + "%"));
        StringBuilder otherCase = new StringBuilder();
        owner.codePoints()
                .map(letter ->
                        Character.isUpperCase(letter) ? Character.toLowerCase(letter) : Character.toUpperCase(letter))
                .forEach(otherCase::appendCodePoint);
        spellings.add(otherCase.toString());
        spellings.remove(owner);
        return spellings;
    }

    @Test
    void servesManyThreadsAtOnce() {
        OwnerRights rights = rights();
        Optional<Permissions> answer = rights.of(existingOwner());
        assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> rights.of(existingOwner())))
                .hasSize(64)
                .allMatch(answer::equals);
    }
}
