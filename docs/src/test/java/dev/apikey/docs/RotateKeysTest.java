// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKey.State;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.Rotation;
import dev.apikey.docs.ConsolePage.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/how-to/rotate-keys-without-downtime.md} tells a reader to do, done against the management API. */
class RotateKeysTest {

    private static final String PAGE = "docs/how-to/rotate-keys-without-downtime.md";
    private static final Path SCRIPT = Repository.ROOT.resolve("docs/src/test/resources/client/rotate-key.sh");
    private static final Authority BEN =
            Authority.of(Actor.of("ben"), Permissions.of("files:*", "apikeys:read", "apikeys:write"));

    @TempDir
    private Path work;

    private AcmeServer server;
    private KeyAdministration keys;
    private ConsolePage page;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        server = AcmeServer.start(work, ManageKeysTest::addTo);
        keys = server.apiKeys().administer(BEN);
        Files.copy(SCRIPT, work.resolve("rotate-key.sh"));
        page = ConsolePage.open(
                PAGE,
                work,
                Map.of("LOGIN", "ben:ben", "API", server.api(), "FILES", server.address() + "/files/plan.docx"));
    }

    @AfterEach
    void stop() throws Exception {
        page.close();
        server.close();
    }

    private IssuedKey issue(@Nullable Lifetime lifetime, String... permissions) {
        KeyRequest request = KeyRequest.of("CI pipeline", Permissions.of(permissions));
        return keys.issue(lifetime == null ? request : request.withLifetime(lifetime));
    }

    /** Where the client reads its token. */
    private void place(IssuedKey issued) throws Exception {
        Files.writeString(work.resolve("acme-key"), issued.revealToken() + "\n");
    }

    private ApiKey now(IssuedKey issued) {
        return keys.find(issued.key().id()).orElseThrow();
    }

    private String typed(String command) throws Exception {
        return ConsolePage.normalized(page.type(command));
    }

    @Test
    void noRequestIsRefusedOnTheWay() throws Exception {
        IssuedKey issued = issue(Lifetime.ofDays(90), "files:read");
        place(issued);
        page.type("ID=" + issued.key().id());
        server.useElsewhere(issued.revealToken());
        List<Step> steps = page.steps();
        int script = steps.size() - 2;
        assertThat(steps.get(script).command()).startsWith("sh rotate-key.sh");
        for (Step step : steps.subList(0, script)) {
            page.show(step);
            assertThat(
                            typed(
                                    "curl -s -o /dev/null -w '%{http_code}' -H \"Authorization: Bearer $(cat acme-key)\" $FILES"))
                    .as("after %s", step.command())
                    .isEqualTo("200");
        }
        ApiKey old = now(issued);
        assertThat(keys.stateOf(old)).isEqualTo(State.REVOKED);
        assertThat(keys.stateOf(
                        keys.find(Objects.requireNonNull(old.replacedBy())).orElseThrow()))
                .isEqualTo(State.ACTIVE);
    }

    @Test
    void aScriptRotatesItsOwnKey() throws Exception {
        IssuedKey issued = issue(null, "files:read", "apikeys:write");
        place(issued);
        List<Step> steps = page.steps();
        for (Step step : steps.subList(steps.size() - 2, steps.size())) {
            page.show(step);
        }
        ApiKey successor =
                keys.find(Objects.requireNonNull(now(issued).replacedBy())).orElseThrow();
        assertThat(successor.expiresAt()).isNull();
        assertThat(typed("stat -c %a acme-key")).isEqualTo("600");
        assertThat(typed("sh rotate-key.sh acme-key \"$API\" && echo again")).isEqualTo("again");
    }

    @Test
    void aScriptNeverProlongsTheLifeOfItsKey() throws Exception {
        IssuedKey issued = issue(Lifetime.ofDays(90), "files:read", "apikeys:write");
        place(issued);
        page.type("ID=" + issued.key().id());
        assertThat(typed("curl -s -H \"Authorization: Bearer $(cat acme-key)\" --json '{}' $API/$ID/rotate"))
                .contains("\"status\":403", "\"member\":\"expiresInDays\"");
        assertThat(typed("sh rotate-key.sh acme-key \"$API\" && echo done")).isEqualTo("done");
        ApiKey successor =
                keys.find(Objects.requireNonNull(now(issued).replacedBy())).orElseThrow();
        assertThat(successor.expiresAt())
                .isAfter(issued.key().createdAt().plus(Duration.ofDays(88)))
                .isBefore(issued.key().expiresAt());
    }

    @Test
    void aScriptFailsInTheLastDayAndLeavesTheTokenWhereItIs() throws Exception {
        IssuedKey issued = issue(Lifetime.of(Duration.ofHours(20)), "files:read", "apikeys:write");
        place(issued);
        assertThat(typed("sh rotate-key.sh acme-key \"$API\" || echo failed")).isEqualTo("failed");
        assertThat(Files.readString(work.resolve("acme-key")).strip().equals(issued.revealToken()))
                .as("the token is still there")
                .isTrue();
        assertThat(now(issued).replacedBy()).isNull();
    }

    @Test
    void aLostAnswerIsForAPersonToMakeUpFor() throws Exception {
        IssuedKey issued = issue(null, "files:read", "apikeys:write");
        place(issued);
        page.type("ID=" + issued.key().id());
        IssuedKey lost = keys.rotate(issued.key().id(), Rotation.standard()).orElseThrow();
        page.type("NEXT=" + lost.key().id());
        String asOld = "curl -s -H \"Authorization: Bearer $(cat acme-key)\" --json '{}' ";
        assertThat(typed(asOld + "$API/$ID/rotate")).contains("\"status\":409", "\"replacedBy\":\"<id>\"");
        assertThat(typed(asOld + "$API/$NEXT/rotate")).contains("\"status\":403", "\"member\":\"expiresInDays\"");
        assertThat(typed("curl -s -u $LOGIN --json '{}' $API/$NEXT/rotate")).contains("\"statusCode\":201");
    }

    @Test
    void aKeyForRotatingRotatesOthersInFull() throws Exception {
        IssuedKey client = issue(Lifetime.ofDays(90), "files:read");
        place(issue(null, "files:read", "apikeys:write"));
        page.type("ID=" + client.key().id());
        assertThat(typed("curl -s -H \"Authorization: Bearer $(cat acme-key)\" --json '{}' $API/$ID/rotate"))
                .contains("\"statusCode\":201");
        ApiKey successor =
                keys.find(Objects.requireNonNull(now(client).replacedBy())).orElseThrow();
        assertThat(successor.expiresAt()).isAfterOrEqualTo(client.key().expiresAt());
    }

    @Test
    void aHostRotatesInJava() {
        IssuedKey issued = issue(Lifetime.ofDays(90), "files:read");
        UUID id = issued.key().id();
        Consumer<String> vault = token -> server.useElsewhere(token);
        // region rotate
        IssuedKey successor =
                keys.rotate(id, Rotation.withOverlap(Duration.ofDays(2))).orElseThrow();
        vault.accept(successor.revealToken()); // to wherever your client reads it
        // end rotate
        server.useElsewhere(issued.revealToken());
        revokeIfAtRest(id, Instant.EPOCH);
        assertThat(keys.stateOf(now(issued))).isEqualTo(State.ACTIVE);
        revokeIfAtRest(id, Objects.requireNonNull(now(issued).lastUsedAt()).plusMillis(1));
        assertThat(keys.stateOf(now(issued))).isEqualTo(State.REVOKED);
        assertThat(keys.stateOf(now(successor))).isEqualTo(State.ACTIVE);
    }

    private void revokeIfAtRest(UUID id, Instant rolledOut) {
        // region at-rest
        ApiKey old = keys.find(id).orElseThrow();
        boolean atRest = old.lastUsedAt() == null || old.lastUsedAt().isBefore(rolledOut);
        if (atRest) {
            keys.revoke(id, "rotated, and all clients have moved");
        }
        // end at-rest
    }

    @Test
    void anAuthorityOverAllOwnersRotatesEverybodysKeys() {
        IssuedKey issued = issue(Lifetime.ofDays(90), "files:read");
        Authority job = Authority.of(Actor.of("rotation"), Permissions.of("*")).withOwners(Owners.all());
        assertThat(server.apiKeys().administer(job).rotate(issued.key().id(), Rotation.standard()))
                .isPresent();
    }
}
