// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnersTest {

    /** Each looks like {@code acme/ben} to somebody. */
    private static final List<String> LOOK_ALIKES = List.of(
            "acme/Ben", "Acme/ben", "acme/ben ", " acme/ben", "acme/be", "acme/benn", "acme//ben", "acme/b\u0435n", "");

    @Test
    void oneIsExactlyThat() {
        assertThat(Owners.one("acme/ben").include("acme/ben")).isTrue();
        assertThat(LOOK_ALIKES).noneMatch(Owners.one("acme/ben")::include);
    }

    @Test
    void aSetIsItsMembersAsTheyWereThen() {
        Set<String> members = new HashSet<>(Set.of("acme/ben", "acme/cyd"));
        Owners owners = Owners.of(members);
        members.add("acme/eve");
        assertThat(List.of("acme/ben", "acme/cyd")).allMatch(owners::include);
        assertThat(owners.include("acme/eve")).isFalse();
        assertThat(LOOK_ALIKES).noneMatch(owners::include);
    }

    @Test
    void anEmptySetIsNobody() {
        assertThat(LOOK_ALIKES).noneMatch(Owners.of(Set.of())::include);
    }

    @Test
    void aPrefixIsWhoeverStartsWithIt() {
        Owners acme = Owners.startingWith("acme/");
        assertThat(List.of("acme/ben", "acme/", "acme/x/y")).allMatch(acme::include);
        assertThat(List.of("acme", "acm", "acme2/ben", "ACME/ben", "x/acme/ben", ""))
                .noneMatch(acme::include);
    }

    @Test
    void anEmptyPrefixIsRefusedBecauseItWouldBeEverybody() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Owners.startingWith(""))
                .withMessage("prefix must not be empty: use Owners.all() for every owner");
    }

    @Test
    void allIsEverybody() {
        assertThat(LOOK_ALIKES).allMatch(Owners.all()::include);
    }
}
