// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The second decision for a request that goes on later. */
class AuthenticateAgainTest {

    private final Sandbox sandbox = new Sandbox();
    private final ScriptedHasher hasher = ScriptedHasher.fast(() -> true);
    private final List<AuthenticationResult> told = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private volatile Optional<Permissions> rights = Optional.of(Permissions.of("*"));
    private volatile Runnable beforeFind = () -> {};
    private final CapturedLog log = CapturedLog.ofThisThread();
    private final ForwardingStore store = new ForwardingStore(sandbox.store) {
        @Override
        public Optional<StoredKey> find(UUID id) {
            beforeFind.run();
            return super.find(id);
        }
    };
    private final ApiKeys keys = open();
    private final KeyAdministration ada = keys.administer(Sandbox.EVERYTHING);
    private final IssuedKey issued = ada.issue(
            KeyRequest.of("CI", Permissions.of("files:*")).withOwner("ben").withLifetime(Lifetime.ofDays(1)));
    private final UUID id = issued.key().id();
    private final Authenticated earlier = (Authenticated) keys.authenticate(issued.revealToken(), "first");

    private ApiKeys open() {
        return sandbox.builder(store)
                .hasher(hasher)
                .ownerRights(owner -> rights)
                .observer((result, source) -> {
                    told.add(result);
                    sources.add(source);
                })
                .build();
    }

    @AfterEach
    void close() {
        keys.close();
        log.close();
    }

    private AuthenticationResult again() {
        told.clear();
        sources.clear();
        return keys.authenticate(earlier, "again");
    }

    private void assertRefused(AuthenticationResult expected) {
        assertThat(again()).isEqualTo(expected);
        assertThat(told).containsExactly(expected);
        assertThat(sources).containsExactly("again");
        assertThat(hasher.verified()).isEqualTo(1);
    }

    @Test
    void hashesNothingTellsNobodyAndCountsNoUse() {
        for (int i = 0; i < 100; i++) {
            assertThat(again()).isEqualTo(earlier);
            assertThat(told).isEmpty();
        }
        assertThat(hasher.verified()).isEqualTo(1);
        keys.close();
        assertThat(sandbox.store.usage(id, LocalDate.EPOCH, LocalDate.parse("2100-01-01")))
                .containsExactly(new DailyUse(LocalDate.parse("2026-11-24"), 1));
    }

    @Nested
    class TheState {

        @Test
        void isReadAgain() {
            List<BiConsumer<KeyAdministration, UUID>> changes = List.of(
                    KeyAdministration::disable, (keys, key) -> keys.revoke(key, null), KeyAdministration::delete);
            List<Reason> reasons = List.of(Reason.DISABLED, Reason.REVOKED, Reason.UNKNOWN);
            for (int i = 0; i < changes.size(); i++) {
                changes.get(i).accept(ada, id);
                assertRefused(new Rejected(reasons.get(i), id));
            }
        }

        @Test
        void isThatOfThisInstant() {
            sandbox.clock.move(Duration.ofDays(1).minusMillis(1));
            assertThat(again()).isEqualTo(earlier);
            sandbox.clock.move(Duration.ofMillis(1));
            assertRefused(new Rejected(Reason.EXPIRED, id));
        }

        @Test
        void mayHaveBeenChangedWithoutAnEnd() {
            ApiKey narrowed = ada.update(id, key -> key.withPermissions(Permissions.of("files:read")))
                    .orElseThrow();
            assertThat(again()).isEqualTo(new Authenticated(narrowed, Permissions.of("files:read")));
        }
    }

    @Nested
    class TheOwner {

        @Test
        void isAskedAboutAgainByAnotherNode() {
            rights = Optional.empty();
            try (ApiKeys fresh = open()) {
                assertThat(fresh.authenticate(earlier, "again")).isEqualTo(new Rejected(Reason.OWNER_GONE, id));
                assertThat(told).last().isEqualTo(new Rejected(Reason.OWNER_GONE, id));
            }
        }

        @Test
        void narrowsWhatTheRequestMayDo() {
            rights = Optional.of(Permissions.of("*:read"));
            try (ApiKeys fresh = open()) {
                assertThat(fresh.authenticate(earlier, "again"))
                        .isEqualTo(new Authenticated(issued.key(), Permissions.of("files:read")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void isUndecidedWhereTheStoreFails(Broken broken) {
        ada.update(id, key -> key.withName("changed here, so that it is not cached for now"));
        beforeFind = () -> {
            throw broken.raise();
        };
        assertRefused(new Undecided(Cause.STORE, Duration.ofSeconds(1)));
        assertThat(Thread.interrupted())
                .as("by an interrupt that was meant for a thread of ours")
                .isFalse();
    }

    @Test
    void isUndecidedOnceAllIsClosed() {
        keys.close();
        assertRefused(new Undecided(Cause.CLOSED, Duration.ofSeconds(5)));
    }

    @Test
    void survivesAnObserverThatThrows() {
        ApiKeys loud = sandbox.builder(store)
                .hasher(hasher)
                .observer((result, source) -> {
                    throw Broken.LINKAGE.raise();
                })
                .build();
        ada.revoke(id, null);
        assertThat(loud.authenticate(earlier, "again")).isEqualTo(new Rejected(Reason.REVOKED, id));
        loud.close();
    }
}
