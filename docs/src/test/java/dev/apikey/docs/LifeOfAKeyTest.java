// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey.State;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.Authority;
import dev.apikey.Explanation;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyQuery;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.Rotation;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docs/explanation/life-of-a-key.md} shows, on H2. */
class LifeOfAKeyTest {

    private final MovableClock clock = MovableClock.at("2026-11-24T10:00:00Z");
    private final ConnectionPool pool =
            ConnectionPool.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final List<String> log = new ArrayList<>();
    private ApiKeys apiKeys;

    // region authority
    Authority ben = Authority.of(new Actor("ben", "Ben"), Permissions.of("files:*")); // his own keys
    Authority ada = Authority.of(new Actor("ada", "Ada"), Permissions.of("*")).withOwners(Owners.all());
    // end authority

    @BeforeEach
    void open() {
        KeySchema.apply(pool.dataSource());
        apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(JdbiKeyStore.of(pool.dataSource()))
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .clock(clock)
                .build();
    }

    @AfterEach
    void close() {
        apiKeys.close();
        pool.close();
    }

    private Object ask(IssuedKey key) {
        return apiKeys.authenticate(key.revealToken(), "test");
    }

    @Test
    void aKeyIsIssuedEditedAndRotated() {
        // region issue
        KeyAdministration keys = apiKeys.administer(ben);
        IssuedKey issued = keys.issue(
                KeyRequest.of("CI pipeline", Permissions.of("files:read")).withLifetime(Lifetime.ofDays(90)));
        // end issue
        UUID id = issued.key().id();
        assertThat(ask(issued)).isInstanceOf(Authenticated.class);
        // region update
        keys.update(id, key -> key.withName("Nightly build").withPermissions(Permissions.of("files:*")));
        // end update
        assertThat(keys.find(id).orElseThrow().name()).isEqualTo("Nightly build");
        // region rotate
        IssuedKey successor =
                keys.rotate(id, Rotation.withOverlap(Duration.ofDays(2))).orElseThrow();
        // end rotate
        clock.move(Duration.ofDays(2).minusMillis(1));
        assertThat(ask(issued)).isInstanceOf(Authenticated.class);
        assertThat(ask(successor)).isInstanceOf(Authenticated.class);
        clock.move(Duration.ofMillis(1));
        assertThat(ask(issued)).isEqualTo(new Rejected(Reason.EXPIRED, id));
        assertThat(ask(successor)).isInstanceOf(Authenticated.class);
    }

    @Test
    void manyKeysAreRevokedAfterAnIncident() {
        Authority mallory = Authority.of(Actor.of("mallory"), Permissions.of("*"));
        IssuedKey made = apiKeys.administer(mallory).issue(KeyRequest.of("backdoor", Permissions.of("*")));
        clock.move(Duration.ofHours(1));
        Instant breach = clock.instant();
        KeyAdministration admin = apiKeys.administer(ada);
        // region incident
        KeyQuery suspicious = KeyQuery.all().createdBy("mallory").createdBefore(breach);
        long count = admin.countRevocable(suspicious); // a dry run; admin.list(suspicious) shows them
        long revoked = admin.revokeAll(suspicious, "account of mallory taken over");
        // end incident
        assertThat(count).isEqualTo(1);
        assertThat(revoked).isEqualTo(1);
        assertThat(ask(made)).isEqualTo(new Rejected(Reason.REVOKED, made.key().id()));
        UUID id = made.key().id();
        // region history
        for (RecordedEvent recorded : admin.history(id, Long.MAX_VALUE, 50)) {
            KeyEvent event = recorded.event();
            log.add(event.at() + " " + event.kind() + " by " + event.actor().displayName() + ", " + event.reason());
        }
        // end history
        assertThat(log)
                .containsExactly(
                        "2026-11-24T11:00:00Z REVOKED by Ada, account of mallory taken over",
                        "2026-11-24T10:00:00Z ISSUED by mallory, null");
    }

    @Test
    void anOwnerTakesHisKeysAlong() {
        Map<String, List<String>> rightsOfUser = new HashMap<>(Map.of("ben", List.of("files:read")));
        KeyStore store = JdbiKeyStore.of(pool.dataSource());
        IssuedKey issued = apiKeys.administer(ben).issue(KeyRequest.of("CI", Permissions.of("files:*")));
        try (ApiKeys guarded = withOwnerRights(rightsOfUser, store)) {
            assertThat(guarded.administer(ben).find(issued.key().id())).isPresent();
        }
    }

    private static ApiKeys withOwnerRights(Map<String, List<String>> rightsOfUser, KeyStore store) {
        // region owner-rights
        OwnerRights rights =
                owner -> Optional.ofNullable(rightsOfUser.get(owner)).map(Permissions::of);
        ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(store)
                .ownerRights(rights, Duration.ofSeconds(60))
                .build();
        // end owner-rights
        return apiKeys;
    }

    @Test
    void auditorsAndOperatorsGetTheirAnswers() {
        IssuedKey issued = apiKeys.administer(ben).issue(KeyRequest.of("CI", Permissions.of("files:read")));
        UUID id = issued.key().id();
        KeyAdministration admin = apiKeys.administer(ada);
        clock.move(Duration.ofDays(91));
        Instant now = clock.instant();
        Instant yesterday = now.minus(Duration.ofDays(1));
        // region audit
        admin.list(KeyQuery.all().neverUsed());
        admin.list(KeyQuery.all().unusedSince(now.minus(Duration.ofDays(90))));
        admin.list(KeyQuery.all().inState(State.ACTIVE).expiringBefore(now.plus(Duration.ofDays(30))));
        admin.list(KeyQuery.all().inState(State.EXPIRED));
        admin.goneOwners(); // owners of keys that do not exist any more
        admin.countByHash(); // live keys by algorithm, parameters and pepper
        admin.usage(id, 30); // requests on each of the last 30 days
        // end audit
        assertThat(admin.list(KeyQuery.all().unusedSince(now.minus(Duration.ofDays(90))))
                        .keys())
                .containsExactly(issued.key());
        assertThat(admin.countByHash()).hasSize(1).containsValue(1L);
        // region explain
        Explanation why = admin.explain(id, "files:write", yesterday);
        why.obstacles().forEach(obstacle -> log.add(obstacle.sentence()));
        // end explain
        assertThat(log).containsExactly("The key allows [files:read], not files:write.");
    }
}
