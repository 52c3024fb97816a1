// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Permissions;
import dev.apikey.Rotation;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.NodeReport;
import dev.apikey.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes whose clocks differ: changes hold in the order in which they are made, and only what is said to end at an instant ends by each one's own clock. */
abstract class ClocksContract {

    private static final Duration APART = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final ConnectionPool pool;
    private final KeyStore store;
    private final MovableClock late = MovableClock.at(Samples.NOW);
    private final MovableClock early = MovableClock.at(Samples.NOW.plus(APART));
    private final ApiKeys behind;
    private final ApiKeys ahead;

    ClocksContract(DatabaseServer server) {
        pool = server.create().open();
        store = JdbiKeyStore.of(pool.dataSource());
        behind = Nodes.builder(pool.dataSource()).clock(late).build();
        ahead = Nodes.builder(pool.dataSource()).clock(early).build();
    }

    @BeforeEach
    void applySchema() {
        KeySchema.apply(pool.dataSource());
    }

    @AfterEach
    void close() {
        behind.close();
        ahead.close();
        pool.close();
    }

    private static boolean comesToPass(ApiKeys node, IssuedKey key) {
        return Nodes.comesTrue(SOON, () -> node.authenticate(key.revealToken(), Nodes.SOURCE) instanceof Authenticated);
    }

    private static boolean comesToBeRefused(ApiKeys node, IssuedKey key) {
        return Nodes.comesTrue(SOON, () -> node.authenticate(key.revealToken(), Nodes.SOURCE) instanceof Rejected);
    }

    private static IssuedKey issue(ApiKeys node, Duration lifetime) {
        return Nodes.administer(node)
                .issue(KeyRequest.of("CI", Permissions.of("files:read")).withLifetime(Lifetime.of(lifetime)));
    }

    @Test
    void changeTheSameKeyInTurnAndNothingIsLostThoughItsTimesGoBackwards() {
        IssuedKey key = Nodes.issue(ahead);
        UUID id = key.key().id();
        assertThat(comesToPass(behind, key)).isTrue();
        Nodes.administer(behind).disable(id);
        assertThat(comesToBeRefused(ahead, key)).isTrue();
        Nodes.administer(ahead).enable(id);
        assertThat(comesToPass(behind, key)).isTrue();
        IssuedKey successor = Nodes.administer(behind)
                .rotate(id, Rotation.withOverlap(Duration.ofHours(1)))
                .orElseThrow();
        assertThat(comesToPass(ahead, successor)).isTrue();
        Nodes.administer(behind).revoke(id, "leaked");
        assertThat(comesToBeRefused(ahead, key)).isTrue();
        assertThat(comesToBeRefused(behind, key)).isTrue();
        ApiKey revoked = Nodes.administer(ahead).find(id).orElseThrow();
        assertThat(revoked.revokedAt()).isEqualTo(late.instant()).isBefore(revoked.createdAt());
        assertThat(store.history(id, Long.MAX_VALUE, 9))
                .extracting(recorded -> recorded.event().kind())
                .containsExactly(Kind.REVOKED, Kind.ROTATED, Kind.ENABLED, Kind.DISABLED, Kind.ISSUED);
        Nodes.administer(behind).delete(id);
        assertThat(Nodes.administer(ahead).find(id)).isEmpty();
    }

    @Test
    void letAKeyExpireEachByItsOwnClock() {
        IssuedKey key = issue(behind, Duration.ofMinutes(2));
        assertThat(comesToPass(behind, key)).isTrue();
        assertThat(comesToBeRefused(ahead, key)).isTrue();
        late.move(Duration.ofMinutes(2).minusMillis(1));
        assertThat(comesToPass(behind, key)).isTrue();
        late.move(Duration.ofMillis(1));
        assertThat(comesToBeRefused(behind, key)).isTrue();
    }

    /** Which is why whoever wants it to end now revokes it. */
    @Test
    void endARotatedKeyWithoutOverlapAsLateAsTheyAreBehind() {
        IssuedKey key = Nodes.issue(ahead);
        assertThat(comesToPass(behind, key)).isTrue();
        UUID id = key.key().id();
        IssuedKey successor = Nodes.administer(ahead)
                .rotate(id, Rotation.withOverlap(Duration.ZERO))
                .orElseThrow();
        assertThat(comesToPass(behind, successor)).isTrue();
        assertThat(comesToBeRefused(ahead, key)).isTrue();
        assertThat(comesToPass(behind, key)).isTrue();
        Nodes.administer(ahead).revoke(id, null);
        assertThat(comesToBeRefused(behind, key)).isTrue();
    }

    @Test
    void countEveryUseAndKeepTheLatest() {
        UUID id = Nodes.issue(ahead).key().id();
        LocalDate day = LocalDate.of(2026, 11, 24);
        store.recordUse(List.of(new KeyUse(id, day, 2, early.instant())));
        store.recordUse(List.of(new KeyUse(id, day, 3, late.instant())));
        assertThat(store.find(id).orElseThrow().key().lastUsedAt()).isEqualTo(early.instant());
        assertThat(store.usage(id, day, day))
                .singleElement()
                .satisfies(use -> assertThat(use.count()).isEqualTo(5));
    }

    /** Whoever is more than a day ahead forgets the others, who say so again. */
    @Test
    void areAllSeenByOperatorsWhateverTheirClocksSay() {
        Instant now = Samples.NOW;
        Instant nextWeek = now.plus(Duration.ofDays(7));
        store.reportNode(report(new UUID(1, 1), now), now.minus(Duration.ofDays(1)));
        store.reportNode(report(new UUID(2, 2), nextWeek), nextWeek.minus(Duration.ofDays(1)));
        assertThat(store.nodes()).extracting(NodeReport::id).containsExactly(new UUID(2, 2));
        store.reportNode(report(new UUID(1, 1), now.plusSeconds(10)), now.minus(Duration.ofDays(1)));
        assertThat(store.nodes()).hasSize(2);
    }

    private static NodeReport report(UUID id, Instant seenAt) {
        return new NodeReport(id, "node", "0.1.0", seenAt, seenAt, 1, Duration.ZERO);
    }
}
