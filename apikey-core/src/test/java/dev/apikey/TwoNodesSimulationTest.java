// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes on one store, a million decisions of which every tenth is asked for by somebody hostile, and a change every two hundred. What each node may
 * answer is known: where a key was changed, what holds since; on the other node, that or anything since its last poll that was asked for here. Their own
 * polls only make them hear earlier.
 */
class TwoNodesSimulationTest {

    private static final int DECISIONS = 1_000_000;
    private static final int DECISIONS_OF_A_CHANGE = 200;
    private static final int DECISIONS_OF_A_POLL = 100;
    private static final int DECISIONS_OF_A_STEP_IN_TIME = 500;
    private static final int KEYS = 100;
    private static final String TOKEN_OF_NOBODY = Token.generate("acme_live", UUID.randomUUID(), new SecureRandom());

    private final long seed = Long.getLong("apikey.seed", new SecureRandom().nextLong());
    private final Random random = new Random(seed);
    private final Sandbox sandbox = new Sandbox();
    private final Node[] nodes = {new Node(), new Node()};
    private final List<Issued> keys = new ArrayList<>();

    private int accepted;
    private int rejected;
    private int hostile;
    private int changes;

    private final class Node {

        private final ApiKeys apiKeys = sandbox.builder().build();
        private final KeyAdministration keys = apiKeys.administer(Sandbox.EVERYTHING);
    }

    /** A key with all that it was, and how much of that each node must have heard. */
    private static final class Issued {

        private final String token;
        private final String wrong;
        private final List<ApiKey> versions = new ArrayList<>();
        private final int[] heard = new int[2];

        Issued(IssuedKey issued) {
            token = issued.revealToken();
            wrong = Token.generate("acme_live", issued.key().id(), new SecureRandom());
            versions.add(issued.key());
        }

        ApiKey now() {
            return versions.get(versions.size() - 1);
        }

        void change(ApiKey after, int node) {
            versions.add(after);
            heard[node] = versions.size() - 1;
        }

        void polled(int node) {
            heard[node] = versions.size() - 1;
        }

        List<ApiKey> possible(int node) {
            return versions.subList(heard[node], versions.size());
        }
    }

    @AfterEach
    void close() {
        for (Node node : nodes) {
            node.apiKeys.close();
        }
    }

    @Test
    void decidesAMillionTimesAndNeverWrongly() {
        try (CapturedLog quiet = CapturedLog.asInProduction()) {
            simulate();
            assertThat(quiet.records()).isEmpty();
        }
    }

    private void simulate() {
        System.out.println("seed of two nodes: " + seed);
        for (int i = 0; i < KEYS; i++) {
            keys.add(issue(nodes[i % 2]));
        }
        for (int i = 0; i < DECISIONS; i++) {
            step(i);
        }
        System.out.printf(
                "two nodes: %d accepted, %d rejected, %d hostile, %d changes%n", accepted, rejected, hostile, changes);
        assertThat(accepted).isGreaterThan(DECISIONS / 4);
        assertThat(rejected - hostile).isGreaterThan(DECISIONS / 20);
        assertThat(changes).isGreaterThan(DECISIONS / DECISIONS_OF_A_CHANGE / 2);
    }

    private void step(int number) {
        if (number % DECISIONS_OF_A_CHANGE == 0) {
            change(random.nextInt(2));
        }
        if (number % DECISIONS_OF_A_POLL == 0) {
            poll(random.nextInt(2));
        }
        if (number % DECISIONS_OF_A_STEP_IN_TIME == 0) {
            sandbox.clock.move(Duration.ofMinutes(random.nextInt(120) - 20));
        }
        int node = random.nextInt(2);
        Issued key = keys.get(random.nextInt(KEYS));
        if (random.nextInt(10) == 0) {
            beHostile(key, node, number);
        } else {
            use(key, node);
        }
    }

    private Issued issue(Node node) {
        Lifetime lifetime = random.nextBoolean() ? Lifetime.ofDays(1 + random.nextInt(9)) : Lifetime.neverEnding();
        return new Issued(node.keys.issue(KeyRequest.of("CI", Permissions.of("files:read"))
                .withOwner("ben")
                .withLifetime(lifetime)));
    }

    private void poll(int node) {
        nodes[node].apiKeys.poll();
        keys.forEach(key -> key.polled(node));
    }

    /** A key that is over makes way for a new one. */
    private void change(int node) {
        int place = random.nextInt(KEYS);
        Issued key = keys.get(place);
        ApiKey before = key.now();
        UUID id = before.id();
        changes++;
        switch (before.state(sandbox.clock.instant())) {
            case ACTIVE ->
                key.change(
                        (random.nextBoolean() ? nodes[node].keys.disable(id) : nodes[node].keys.revoke(id, "simulated"))
                                .orElseThrow(),
                        node);
            case DISABLED -> key.change(nodes[node].keys.enable(id).orElseThrow(), node);
            default -> keys.set(place, issue(nodes[node]));
        }
    }

    private void use(Issued key, int node) {
        AuthenticationResult result = nodes[node].apiKeys.authenticate(key.token, "203.0.113.7");
        boolean isAccepted = result instanceof Authenticated;
        List<ApiKey> possible = key.possible(node);
        boolean mayBe = possible.stream().anyMatch(version -> isActive(version) == isAccepted);
        boolean isDecided = isAccepted || (result instanceof Rejected refused && isOfAState(refused.reason()));
        assertThat(mayBe && isDecided)
                .as("seed %d: %s for one of %s at %s", seed, result, possible, sandbox.clock.instant())
                .isTrue();
        accepted += isAccepted ? 1 : 0;
        rejected += isAccepted ? 0 : 1;
    }

    private boolean isActive(ApiKey version) {
        return version.state(sandbox.clock.instant()) == ApiKey.State.ACTIVE;
    }

    private static boolean isOfAState(Reason reason) {
        return reason == Reason.DISABLED || reason == Reason.EXPIRED || reason == Reason.REVOKED;
    }

    /** From an address of its own each time, so that none is told to wait. */
    private void beHostile(Issued key, int node, int number) {
        String token = random.nextBoolean() ? key.wrong : TOKEN_OF_NOBODY;
        AuthenticationResult result = nodes[node].apiKeys.authenticate(token, "source " + number);
        hostile++;
        rejected++;
        assertThat(result).as("seed %d", seed).isInstanceOfSatisfying(Rejected.class, refused -> {
            boolean isUnknown = Objects.equals(token, TOKEN_OF_NOBODY);
            boolean isRight = isUnknown
                    ? refused.reason() == Reason.UNKNOWN
                    : refused.reason() == Reason.WRONG_SECRET || isOfAState(refused.reason());
            assertThat(isRight).as("seed %d: %s", seed, refused.reason()).isTrue();
        });
    }
}
