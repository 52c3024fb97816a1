// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyListTest {

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys apiKeys = sandbox.builder().build();
    private final KeyAdministration ada = apiKeys.administer(Sandbox.EVERYTHING);

    private UUID issue(String owner, String name) {
        sandbox.clock.move(Duration.ofSeconds(1));
        return ada.issue(KeyRequest.of(name, Permissions.of("files:read"))
                        .withOwner(owner)
                        .withLifetime(Lifetime.ofDays(30)))
                .key()
                .id();
    }

    private List<UUID> ids(KeyAdministration whose, KeyQuery query) {
        return whose.list(query).keys().stream().map(ApiKey::id).toList();
    }

    @Test
    void showsTheNewestFirstAndOnlyKeysOfOwnersWithinTheAuthority() {
        UUID bens = issue("acme/ben", "one");
        UUID cyds = issue("acme/cyd", "two");
        UUID others = issue("initech/bob", "three");
        assertThat(ids(ada, KeyQuery.all())).containsExactly(others, cyds, bens);
        Authority acme = Authority.of(Actor.of("boss"), Permissions.none());
        assertThat(ids(apiKeys.administer(acme.withOwners(Owners.startingWith("acme/"))), KeyQuery.all()))
                .containsExactly(cyds, bens);
        assertThat(ids(apiKeys.administer(acme.withOwners(Owners.one("acme/ben"))), KeyQuery.all()))
                .containsExactly(bens);
        assertThat(ids(
                        apiKeys.administer(acme.withOwners(Owners.one("acme/ben"))),
                        KeyQuery.all().ownedBy("acme/cyd")))
                .isEmpty();
    }

    @Test
    void goesOnWhereThePageEndedAndSaysWhenThereIsNoMore() {
        List<UUID> issued = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            issued.add(0, issue("ben", "key " + i));
        }
        KeyPage first = ada.list(KeyQuery.all().limitedTo(3));
        assertThat(first.keys()).extracting(ApiKey::id).isEqualTo(issued.subList(0, 3));
        issue("ben", "made meanwhile");
        ada.delete(issued.get(2));
        KeyPage second = ada.list(KeyQuery.all().limitedTo(3).from(first.next()));
        assertThat(second.keys()).extracting(ApiKey::id).isEqualTo(issued.subList(3, 6));
        assertThat(second.next()).isNull();
        assertThat(ada.list(KeyQuery.all()).next()).isNull();
    }

    @Test
    void answersWhatAuditorsAsk() {
        UUID unused = issue("ben", "never used");
        IssuedKey issued = ada.issue(KeyRequest.of("used", Permissions.of("files:read")));
        UUID used = issued.key().id();
        try (ApiKeys node = sandbox.builder().build()) {
            node.authenticate(issued.revealToken(), "test");
        }
        assertThat(ids(ada, KeyQuery.all().neverUsed())).contains(unused).doesNotContain(used);
        sandbox.clock.move(Duration.ofDays(10));
        UUID fresh = issue("ben", "fresh");
        assertThat(ids(ada, KeyQuery.all().unusedSince(sandbox.clock.instant().minus(Duration.ofDays(5)))))
                .contains(unused, used)
                .doesNotContain(fresh);
        assertThat(ids(
                        ada,
                        KeyQuery.all()
                                .inState(State.ACTIVE)
                                .expiringBefore(sandbox.clock.instant().plus(Duration.ofDays(25)))))
                .contains(unused)
                .doesNotContain(fresh, used);
        sandbox.clock.move(Duration.ofDays(21));
        assertThat(ids(ada, KeyQuery.all().inState(State.EXPIRED)))
                .contains(unused)
                .doesNotContain(fresh, used);
        assertThat(ada.count(KeyQuery.all().inState(State.EXPIRED))).isEqualTo(1);
    }

    @Test
    void findsByNameWhateverTheCaseAndByTheEndOfTheToken() {
        UUID pipeline = issue("ben", "CI Pipeline");
        issue("ben", "backup");
        String hint = ada.find(pipeline).orElseThrow().hint();
        assertThat(ids(ada, KeyQuery.all().containing("pipe"))).containsExactly(pipeline);
        assertThat(ids(ada, KeyQuery.all().containing(hint.substring(hint.length() - 4))))
                .contains(pipeline);
    }
}
