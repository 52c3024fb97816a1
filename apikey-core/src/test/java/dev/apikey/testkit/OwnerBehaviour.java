// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import dev.apikey.spi.KeyChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What auditors ask of all keys at once: who owns them, and how their secrets are hashed. */
abstract class OwnerBehaviour extends StoreBehaviour {

    @BeforeEach
    void insertTwoKeysOfEachOwner() {
        List<KeyChange> insertions = new ArrayList<>();
        for (String owner : TEXTS) {
            SampleKey slow = SampleKey.plain().owner(owner).hash("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA");
            insertions.add(insertion(slow.stored()));
            insertions.add(insertion(SampleKey.plain().owner(owner).stored()));
        }
        commit(insertions.toArray(KeyChange[]::new));
    }

    private List<String> allOwners(Owners among, int limit) {
        List<String> all = new ArrayList<>();
        List<String> page = store.owners(among, NOW, null, limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            assertThat(all).as("pages that never end").hasSizeLessThan(1_000);
            page = store.owners(among, NOW, page.get(page.size() - 1), limit);
        }
        return all;
    }

    @Test
    void listsEveryOwnerOnceWhateverThePageSize() {
        List<String> all = store.owners(Owners.all(), NOW, null, 1_000);
        assertThat(all).containsExactlyInAnyOrderElementsOf(TEXTS);
        for (int limit : List.of(1, 3, TEXTS.size(), 100)) {
            assertThat(allOwners(Owners.all(), limit)).as("pages of %d", limit).isEqualTo(all);
        }
    }

    @Test
    void listsOnlyThoseThatWereAskedFor() {
        for (String owner : TEXTS) {
            assertThat(allOwners(Owners.one(owner), 2)).containsExactly(owner);
            assertThat(allOwners(Owners.startingWith(owner), 2))
                    .as("starting with %s", owner)
                    .containsExactlyInAnyOrderElementsOf(TEXTS.stream()
                            .filter(text -> text.startsWith(owner))
                            .toList());
        }
        Set<String> some = new HashSet<>(TEXTS.subList(2, 9));
        some.add("nobody");
        assertThat(allOwners(Owners.of(some), 2)).containsExactlyInAnyOrderElementsOf(TEXTS.subList(2, 9));
        assertThat(allOwners(Owners.one("nobody"), 2)).isEmpty();
        assertThat(allOwners(Owners.of(Set.of()), 2)).isEmpty();
        assertThat(allOwners(Owners.startingWith("nob"), 2)).isEmpty();
    }

    @Test
    void leavesOutOwnersWhoseKeysAreAllRevokedOrExpired() {
        insert(SampleKey.plain().owner("only revoked").revoked(NOW, null));
        insert(SampleKey.plain().owner("only expired").expiresAt(NOW));
        insert(SampleKey.plain().owner("disabled").disabledAt(NOW));
        assertThat(store.owners(Owners.all(), NOW, null, 1_000))
                .contains("disabled")
                .doesNotContain("only revoked", "only expired");
        assertThat(store.owners(Owners.all(), NOW.minusMillis(1), null, 1_000)).contains("only expired");
    }

    @Test
    void listsAsManyAsItIsAskedFor() {
        KeyChange[] insertions = IntStream.range(0, 300)
                .mapToObj(i -> insertion(SampleKey.plain().owner("owner " + i).stored()))
                .toArray(KeyChange[]::new);
        commit(insertions);
        assertThat(store.owners(Owners.startingWith("owner "), NOW, null, 250)).hasSize(250);
    }

    @Test
    void goesOnBehindAnOwnerWhoHasNoKeysAnyMore() {
        List<String> all = store.owners(Owners.all(), NOW, null, 1_000);
        String gone = all.get(4);
        list(KeyQuery.all().ownedBy(gone)).forEach(id -> commit(deletion(stored(id))));
        assertThat(store.owners(Owners.all(), NOW, gone, 1_000)).isEqualTo(all.subList(5, all.size()));
        assertThat(store.owners(Owners.all(), NOW, null, 1_000))
                .hasSize(all.size() - 1)
                .doesNotContain(gone);
    }

    @Test
    void countsLiveKeysByHowTheirSecretsAreHashed() {
        insert(SampleKey.plain().hash("$hmac-sha256$k=0123456789ab$x"));
        insert(SampleKey.plain().hash("not a PHC string"));
        insert(SampleKey.plain().hash("$hmac-sha256$k=0123456789ab$x").disabledAt(NOW));
        insert(SampleKey.plain().hash("$hmac-sha256$k=0123456789ab$x").expiresAt(NOW.plusMillis(1)));
        insert(SampleKey.plain().hash("$hmac-sha256$k=0123456789ab$x").expiresAt(NOW));
        insert(SampleKey.plain().hash("$hmac-sha256$k=onlyrevoked0$x").revoked(NOW, null));
        assertThat(store.countByHashKind(NOW))
                .isEqualTo(Map.of(
                        "argon2id v=19 m=19456,t=2,p=1",
                        (long) TEXTS.size(),
                        "hmac-sha256 k=f626d82a803e",
                        (long) TEXTS.size(),
                        "hmac-sha256 k=0123456789ab",
                        3L,
                        "unknown",
                        1L));
    }

    @Test
    void countsByWhatItWasHashedWithWhateverHappensToTheKey() {
        Map<String, Long> before = store.countByHashKind(NOW);
        ApiKey key = stored(list(KeyQuery.all()).get(0));
        commit(update(SampleKey.next(key).name("renamed").key()));
        assertThat(store.countByHashKind(NOW)).isEqualTo(before);
    }
}
