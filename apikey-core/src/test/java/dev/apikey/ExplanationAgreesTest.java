// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.spi.OwnerRights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An explanation that says otherwise than the decision is worse than none: both, over lives of keys drawn at random. */
class ExplanationAgreesTest {

    private static final List<String> PERMISSIONS =
            List.of("files:read", "files:write", "rooms:read", "default:write", "apikeys:read");
    private static final List<List<String>> SETS =
            ReferencePermissions.subsetsUpToTwo(List.of("*", "*:read", "files:*", "rooms:read", "apikeys:read"));
    private static final List<Optional<Permissions>> RIGHTS = List.of(
            Optional.empty(),
            Optional.of(Permissions.none()),
            Optional.of(Permissions.of("*:read")),
            Optional.of(Permissions.of("files:*", "apikeys:read")),
            Optional.of(Permissions.of("*", "apikeys:read", "apikeys:write")));

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Sandbox sandbox = new Sandbox();
    /** What an owner may do never changes, or an answer would be right for as long as it is remembered. */
    private final OwnerRights rights = owner -> RIGHTS.get(Integer.parseInt(owner.substring(1)));

    private final Map<UUID, String> tokens = new HashMap<>();
    private final List<UUID> ids = new ArrayList<>();
    /** What was decided about a key at an instant, to be explained when it is long past. */
    private record Decided(UUID id, String permission, Instant at, boolean refused) {}

    private ApiKeys open(String prefix) {
        return sandbox.builder()
                .prefix(prefix)
                .acceptedPrefixes("acme_old")
                .ownerRights(rights)
                .maxIssuedPerHour(Integer.MAX_VALUE)
                .build();
    }

    @Test
    void withTheDecisionNowAndLater() {
        System.out.println("ExplanationAgreesTest seed " + seed);
        try (ApiKeys keys = open("acme_live");
                ApiKeys old = open("acme_old");
                ApiKeys foreign = open("acme_foreign")) {
            List<ApiKeys> nodes = List.of(keys, old, foreign);
            List<Decided> decided = new ArrayList<>();
            for (int step = 0; step < 600; step++) {
                ApiKeys node = nodes.get(random.nextInt(10) < 8 ? 0 : 1 + random.nextInt(2));
                change(node.administer(Sandbox.EVERYTHING));
                keys.poll();
                decide(keys, decided);
                sandbox.clock.move(Duration.ofMinutes(1 + random.nextInt(120)));
            }
            long refused = decided.stream().filter(Decided::refused).count();
            assertThat(refused).as("seed %d", seed).isBetween(50L, decided.size() - 50L);
            decided.forEach(then -> assertExplained(keys, then));
        }
    }

    private void change(KeyAdministration keys) {
        if (ids.size() < 3 || random.nextInt(8) == 0) {
            remember(keys.issue(new KeyRequest(
                    "CI",
                    permissions(),
                    "o" + Math.min(random.nextInt(2 * RIGHTS.size()), RIGHTS.size() - 1),
                    lifetime())));
            return;
        }
        UUID id = anyId();
        try {
            switch (random.nextInt(12)) {
                case 0 -> keys.revoke(id, random.nextBoolean() ? "lost" : null);
                case 1, 2, 3 -> keys.disable(id);
                case 4, 5, 6 -> keys.enable(id);
                case 7, 8 -> keys.update(id, key -> key.withPermissions(permissions()));
                case 9 -> keys.update(id, key -> key.withName("name " + random.nextInt()));
                default ->
                    keys.rotate(id, Rotation.withOverlap(Duration.ofHours(random.nextInt(20))))
                            .ifPresent(this::remember);
            }
        } catch (KeyStateException done) {
            assertThat(done.state()).isNotNull();
        }
    }

    /** Mostly one of the latest: older ones have come to their end. */
    private UUID anyId() {
        int oldest = random.nextInt(4) == 0 ? 0 : Math.max(0, ids.size() - 5);
        return ids.get(oldest + random.nextInt(ids.size() - oldest));
    }

    private void remember(IssuedKey issued) {
        tokens.put(issued.key().id(), issued.revealToken());
        ids.add(issued.key().id());
    }

    private Permissions permissions() {
        return Permissions.of(SETS.get(1 + random.nextInt(SETS.size() - 1)));
    }

    private Lifetime lifetime() {
        return random.nextInt(3) == 0 ? Lifetime.neverEnding() : Lifetime.of(Duration.ofHours(1 + random.nextInt(200)));
    }

    private void decide(ApiKeys keys, List<Decided> decided) {
        for (int i = 0; i < 3; i++) {
            UUID id = anyId();
            String permission = PERMISSIONS.get(random.nextInt(PERMISSIONS.size()));
            boolean allowed = keys.authenticate(tokens.getOrDefault(id, ""), "test") instanceof Authenticated yes
                    && yes.permissions().allow(permission);
            Decided now = new Decided(id, permission, sandbox.clock.instant(), !allowed);
            decided.add(now);
            assertExplained(keys, now);
        }
    }

    private void assertExplained(ApiKeys keys, Decided then) {
        Explanation explanation = keys.administer(Sandbox.EVERYTHING).explain(then.id(), then.permission(), then.at());
        assertThat(explanation.isRefused())
                .as("seed %d: %s explained by %s", seed, then, explanation.obstacles())
                .isEqualTo(then.refused());
    }
}
