// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.apikey.Actor;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.Rotation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docs/how-to/load-keys-on-the-client.md} tells whoever writes a client. */
class LoadKeysTest {

    private static final String PAGE = "docs/how-to/load-keys-on-the-client.md";
    private static final Path FOLDER = Repository.ROOT.resolve("docs/src/test/resources/client");

    /** Keeps what it is given in a file or on its input, gives it back when it is given nothing, and writes down how it was called. */
    private static final String STAND_IN = """
            #!/bin/sh
            echo "$0 $*" >> calls
            given=$(printf '%s ' "$@" | sed -n 's/.*\\(=@\\|file:\\/\\/\\|--file \\|--from-file=\\)\\([^ ]*\\) .*/\\2/p')
            case "$*" in
              "apply -f -") cat > kept ;;
              *) if [ -n "$given" ]; then cat "$given" | tee kept; else cat kept; fi ;;
            esac
            """;

    @TempDir
    private Path work;

    private AcmeServer server;
    private KeyAdministration keys;

    @BeforeEach
    void start() throws Exception {
        server = AcmeServer.start(work, ManageKeysTest::addTo);
        keys = server.apiKeys().administer(Authority.of(Actor.of("ben"), Permissions.of("files:*")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private IssuedKey issue(String name) {
        return keys.issue(KeyRequest.of(name, Permissions.of("files:read")));
    }

    private URI files() {
        return URI.create(server.address() + "/files/plan.docx");
    }

    private Path place(IssuedKey issued) throws Exception {
        return Files.writeString(work.resolve("acme-key"), issued.revealToken() + "\n");
    }

    @Test
    void aClientTakesUpANewTokenByItself() throws Exception {
        IssuedKey issued = issue("CI pipeline");
        AcmeClient client = new AcmeClient(place(issued));
        assertThat(client.get(files()).statusCode()).isEqualTo(200);

        IssuedKey successor = keys.rotate(issued.key().id(), Rotation.withOverlap(Duration.ZERO))
                .orElseThrow();
        assertThat(client.get(files()).statusCode()).isEqualTo(401);
        Path keyFile = place(successor);
        assertThat(client.get(files()).statusCode()).isEqualTo(200);

        Files.delete(keyFile);
        assertThat(client.get(files()).statusCode()).as("without the file").isEqualTo(200);
        place(successor);
        keys.revoke(successor.key().id(), "leaked");
        assertThat(client.get(files()).statusCode()).isEqualTo(401);
    }

    @Test
    @SuppressWarnings("NullAway") // the variable is set wherever the client runs, and not here
    void aClientThatIsToldNoFileDoesNotStart() {
        assertThat(System.getenv("ACME_KEY_FILE")).isNull();
        assertThatNullPointerException().isThrownBy(() -> {
            // region start
            AcmeClient client = new AcmeClient(Path.of(System.getenv("ACME_KEY_FILE")));
            // end start
            client.get(files());
        });
    }

    @Test
    void thePageShowsWhatAReaderGets() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        IssuedKey issued = issue("CI pipeline");
        issue("forgotten");
        server.useElsewhere(issued.revealToken());
        Files.copy(place(issued), work.resolve("clipboard"));
        Map<String, String> variables = Map.of("LOGIN", "ben:ben", "API", server.api(), "FILES", files().toString());
        try (ConsolePage page = ConsolePage.open(PAGE, work, variables)) {
            assertThat(page.steps()).hasSizeGreaterThan(4);
            page.show();
        }
        assertThat(Files.readString(work.resolve("acme-key")).strip().equals(issued.revealToken()))
                .as("what was pasted is in the file")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault", "aws", "azure"})
    void aTokenGoesToAStoreAndComesBackUnseen(String store) throws Exception {
        IssuedKey issued = issue("CI pipeline");
        Path keyFile = place(issued);
        for (String program : new String[] {"vault", "aws", "az"}) {
            standIn(program);
        }
        try (ConsolePage shell = ConsolePage.open(PAGE, work, Map.of())) {
            shell.type("PATH=$PWD/bin:$PATH");
            shell.type(lines(store + ".sh", "put"));
            Files.delete(keyFile);
            shell.type(lines(store + ".sh", "get"));
        }
        assertThat(Files.readString(keyFile).strip().equals(issued.revealToken()))
                .as("the token is back")
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");
        assertThat(SecretPattern.positions(Files.readString(work.resolve("calls"))))
                .as("tokens on command lines")
                .isEmpty();
    }

    @Test
    void aTokenGoesToAClusterUnseen() throws Exception {
        IssuedKey issued = issue("CI pipeline");
        place(issued);
        standIn("kubectl");
        try (ConsolePage shell = ConsolePage.open(PAGE, work, Map.of())) {
            shell.type("PATH=$PWD/bin:$PATH");
            shell.type(lines("kubernetes.sh", "put"));
        }
        assertThat(Files.readString(work.resolve("kept")).strip().equals(issued.revealToken()))
                .as("what was applied")
                .isTrue();
        assertThat(SecretPattern.positions(Files.readString(work.resolve("calls"))))
                .isEmpty();
    }

    /** What a page shows of a file. */
    private static String lines(String file, String region) {
        String text = Repository.read(FOLDER.resolve(file));
        int begin = text.indexOf("# region " + region + "\n");
        int end = text.indexOf("# end " + region + "\n");
        assertThat(begin).isNotNegative().isLessThan(end);
        return text.substring(begin, end);
    }

    private void standIn(String program) throws Exception {
        Path file = Files.createDirectories(work.resolve("bin")).resolve(program);
        Files.writeString(file, STAND_IN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aPodAndAServiceFindTheFileThatTheyAreTold() throws Exception {
        JsonNode pod =
                new YAMLMapper().readTree(FOLDER.resolve("kubernetes.yaml").toFile());
        JsonNode container = pod.at("/spec/containers/0");
        String mounted = container.at("/volumeMounts/0/mountPath").textValue();
        assertThat(container.at("/env/0/name").textValue()).isEqualTo("ACME_KEY_FILE");
        assertThat(container.at("/env/0/value").textValue()).isEqualTo(mounted + "/acme-key");
        assertThat(container.at("/volumeMounts/0").has("subPath")).isFalse();
        assertThat(container.at("/volumeMounts/0/name").textValue())
                .isEqualTo(pod.at("/spec/volumes/0/name").textValue());
        assertThat(pod.at("/spec/volumes/0/secret/secretName").textValue()).isEqualTo("acme-key");

        JsonNode compose =
                new YAMLMapper().readTree(FOLDER.resolve("compose.yaml").toFile());
        String secret = compose.at("/services/build/secrets/0").textValue();
        assertThat(compose.at("/services/build/environment/ACME_KEY_FILE").textValue())
                .isEqualTo("/run/secrets/" + secret);
        assertThat(compose.at("/secrets/" + secret + "/file").textValue()).isEqualTo("./acme-key");
    }

    @Test
    void anAgentReadsWhatWasPut() {
        String agent = Repository.read(FOLDER.resolve("vault-agent.hcl"));
        assertThat(agent).contains("secret/data/acme/ci", ".Data.data.token", "perms       = \"0400\"");
        assertThat(Repository.read(FOLDER.resolve("vault.sh"))).contains("-mount=secret", "acme/ci", "token=@");
    }
}
