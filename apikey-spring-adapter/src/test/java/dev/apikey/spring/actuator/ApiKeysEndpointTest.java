// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import dev.apikey.spring.actuator.ApiKeysEndpoint.Entry;
import dev.apikey.spring.actuator.ApiKeysEndpoint.Listed;
import dev.apikey.testkit.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an application shows over HTTP is in the suite; here is what takes a clock. */
class ApiKeysEndpointTest {

    private final MovableClock clock = MovableClock.at("2026-11-24T10:00:00Z");
    private final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_test")
            .store(KeyStore.inMemory())
            .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
            .clock(clock)
            .build();
    private final KeyAdministration ada = apiKeys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")));
    private final ApiKeysEndpoint endpoint = new ApiKeysEndpoint(apiKeys);

    @AfterEach
    void close() {
        apiKeys.close();
    }

    private ApiKey issue(String name, Lifetime lifetime) {
        return ada.issue(KeyRequest.of(name, Permissions.of("*")).withLifetime(lifetime))
                .key();
    }

    private static Stream<String> names(Listed listed) {
        return listed.keys().stream().map(Entry::name);
    }

    @Test
    void listsKeysThatNobodyUsedForNinetyDaysAndNoOthers() {
        ApiKey unused = issue("unused", Lifetime.neverEnding());
        ada.revoke(issue("revoked", Lifetime.neverEnding()).id(), null);
        clock.move(Duration.ofDays(90));
        assertThat(endpoint.overview().unusedFor90Days()).isEqualTo(new Listed(0, List.of()));
        clock.move(Duration.ofMillis(1));
        issue("new", Lifetime.neverEnding());
        Listed listed = endpoint.overview().unusedFor90Days();
        assertThat(listed).isEqualTo(new Listed(1, List.of(Entry.of(unused))));
        assertThat(endpoint.overview().states()).containsEntry("active", 2L).containsEntry("revoked", 1L);
    }

    @Test
    void countsAllAndListsTheFirstTwenty() {
        List<String> oldest = IntStream.range(0, 23)
                .mapToObj(i -> {
                    clock.move(Duration.ofSeconds(1));
                    return issue("key " + i, Lifetime.ofDays(200 - i)).name();
                })
                .toList();
        clock.move(Duration.ofDays(175));
        ApiKeysEndpoint.Overview overview = endpoint.overview();
        assertThat(overview.unusedFor90Days().count()).isEqualTo(23);
        assertThat(names(overview.unusedFor90Days())).isEqualTo(oldest.subList(0, 20));
        assertThat(overview.expiringIn30Days().count()).isEqualTo(23);
        assertThat(names(overview.expiringIn30Days()).findFirst()).hasValue("key 22");
        assertThat(overview.expiringIn30Days().keys()).hasSize(20);
    }
}
