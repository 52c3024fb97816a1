// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.RecordedEvent;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/how-to/respond-to-a-leaked-key.md} tells a reader to do, done after a leak. */
class LeakedKeyTest {

    private static final String PAGE = "docs/how-to/respond-to-a-leaked-key.md";
    private static final Path SCRIPT = Repository.ROOT.resolve("docs/src/test/resources/client/key-ids.sh");

    @TempDir
    private Path work;

    private AcmeServer server;
    private ApiKeys apiKeys;
    private IssuedKey leaky;
    private IssuedKey made;

    /** Ben's key leaked, and made another one; the account of mallory was taken over, and made two. */
    @BeforeEach
    void leak() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        server = AcmeServer.start(work, ManageKeysTest::addTo);
        apiKeys = server.apiKeys();
        Authority ben = Authority.of(Actor.of("ben"), Permissions.of("files:*", "apikeys:write"));
        leaky = issue(ben, "CI pipeline", "files:read", "apikeys:write");
        made = issue(Authority.ofKey(leaky.key()), "backup", "files:read");
        Authority mallory = Authority.of(Actor.of("mallory"), Permissions.of("files:*"));
        Instant before = issue(mallory, "backdoor 1", "files:read").key().createdAt();
        while (!apiKeys.administer(mallory).now().isAfter(before)) {
            Thread.onSpinWait(); // The page shows the newest first, and a list is in no order within a millisecond.
        }
        issue(mallory, "backdoor 2", "files:read");
        server.useElsewhere(leaky.revealToken());
        Files.writeString(work.resolve("leaked"), leaky.revealToken() + "\n");
        Files.copy(SCRIPT, work.resolve("key-ids.sh"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private IssuedKey issue(Authority authority, String name, String... permissions) {
        return apiKeys.administer(authority).issue(KeyRequest.of(name, Permissions.of(permissions)));
    }

    private Object ask(IssuedKey issued) {
        return apiKeys.authenticate(issued.revealToken(), "test");
    }

    @Test
    void itIsFoundRevokedAndRefused() throws Exception {
        Map<String, String> variables = Map.of(
                "LOGIN",
                "ada:ada",
                "API",
                server.api(),
                "FILES",
                server.address() + "/files/plan.docx",
                "LAST",
                leaky.key().hint().replaceAll(".*\\*", ""));
        try (ConsolePage page = ConsolePage.open(PAGE, work, variables)) {
            assertThat(page.steps()).hasSizeGreaterThan(12);
            page.show();
            assertThat(page.type("echo $ID").strip()).isEqualTo(leaky.key().id().toString());
        }
        assertThat(ask(leaky))
                .isEqualTo(new Rejected(Reason.REVOKED, leaky.key().id()));
    }

    @Test
    void theScriptKnowsTheRecordedTokensAndNothingElse() throws Exception {
        List<RecordedToken> vectors = RecordedToken.all().toList();
        Path file = work.resolve("found");
        StringBuilder damaged = new StringBuilder("garbage\n\n");
        StringBuilder genuine = new StringBuilder();
        for (RecordedToken vector : vectors) {
            String token = vector.token();
            char last = token.charAt(token.length() - 1);
            damaged.append(token, 0, token.length() - 1)
                    .append(last == 'x' ? 'y' : 'x')
                    .append('\n');
            genuine.append(token).append('\n');
        }
        try (ConsolePage page = ConsolePage.open(PAGE, work, Map.of())) {
            Files.writeString(file, genuine);
            assertThat(page.type("sh key-ids.sh < found | cut -d ' ' -f 1")
                            .lines()
                            .filter(line -> !line.isEmpty()))
                    .containsExactlyElementsOf(vectors.stream()
                            .map(vector -> vector.id().toString())
                            .toList());
            Files.writeString(file, damaged);
            assertThat(page.type("sh key-ids.sh < found").isBlank()).isTrue();
        }
        assertThat(vectors)
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(idOf(vector.token())).isEqualTo(vector.id()));
    }

    // region id
    /** The id of the key that a token names, whether it is genuine or not. */
    static UUID idOf(String token) {
        int end = token.length() - 50; // behind it: a separator, the secret and the check
        BigInteger number = BigInteger.ZERO;
        for (int i = end - 26; i < end; i++) {
            int digit = "0123456789abcdefghjkmnpqrstvwxyz".indexOf(token.charAt(i));
            number = number.shiftLeft(5).or(BigInteger.valueOf(digit));
        }
        return new UUID(number.shiftRight(64).longValue(), number.longValue());
    }
    // end id

    @Test
    void aHostRespondsInJava() {
        KeyAdministration admin = apiKeys.administer(
                Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all()));
        String leaked = leaky.revealToken();
        // region respond
        UUID id = idOf(leaked);
        admin.revoke(id, "token in a public repository");
        Set<UUID> touched = new LinkedHashSet<>(); // the keys that it made or changed
        for (RecordedEvent recorded : admin.history(Long.MAX_VALUE, 200)) { // the latest; then before the last of them
            KeyEvent event = recorded.event();
            if (id.equals(event.actor().keyId())) {
                touched.add(event.keyId());
            }
        }
        admin.revoke(touched, "made or changed by a leaked key");
        boolean refused = admin.explain(id, "files:read", admin.now()).isRefused();
        // end respond
        assertThat(refused).isTrue();
        assertThat(touched).containsExactly(made.key().id());
        assertThat(ask(leaky)).isEqualTo(new Rejected(Reason.REVOKED, id));
        assertThat(ask(made)).isEqualTo(new Rejected(Reason.REVOKED, made.key().id()));
    }
}
