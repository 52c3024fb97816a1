// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types what the how-to page on the management API tells a reader to type, and holds what comes back against what it shows. */
class ManageKeysTest {

    private static final Path PAGE = Repository.ROOT.resolve("docs/how-to/manage-keys.md");
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ISSUED =
            Pattern.compile("\"id\":\"([0-9a-f-]{36})\".*\"key\":\"(acme_live_[0-9a-zA-Z_]{76})\"");

    @TempDir
    private Path work;

    private static void addTo(ServletContext servletContext, ApiKeys apiKeys, OwnerRights rights) {
        // region management
        KeyManagementServlet management = KeyManagementServlet.builder(apiKeys)
                .ownerRights(rights) // what your users may do: their keys may do no more
                .build();
        management.addTo(servletContext); // at /api/2.0/keys

        ApiKeyFilter.builder(apiKeys)
                .rules("GET /files/** files:read", "POST /files/** files:write", management.rule())
                .build()
                .addTo(servletContext, "/*");
        // end management
    }

    private record User(String id, String name, Permissions permissions) {}

    /** The sessions of an application that logs in its users itself. */
    @FunctionalInterface
    private interface Sessions {

        Optional<User> userOf(HttpServletRequest request);
    }

    private static KeyManagementServlet forOwnLogin(ApiKeys apiKeys, Sessions sessions) {
        // region callers
        KeyManagementServlet management = KeyManagementServlet.builder(apiKeys)
                .callers(request -> sessions.userOf(request) // empty = nobody is logged in
                        .map(user -> Authority.of(new Actor(user.id(), user.name()), user.permissions())))
                .build();
        // end callers
        return management;
    }

    @Test
    void showsWhatAReaderGets() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        List<String[]> steps = steps();
        assertThat(steps).hasSizeGreaterThan(8);
        Tomcat tomcat = tomcat();
        try {
            Map<String, String> variables = new TreeMap<>();
            variables.put("LOGIN", "ben:ben");
            variables.put("API", "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/api/2.0/keys");
            for (String[] step : steps) {
                String output = run(step[0], variables);
                Matcher issued = ISSUED.matcher(output);
                if (issued.find()) {
                    variables.put("ID", issued.group(1));
                    variables.put("KEY", issued.group(2));
                }
                assertThat(normalized(output)).as(step[0]).isEqualTo(normalized(step[1]));
            }
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    @Test
    void asksNobodyButTheHostWhoIsLoggedIn() {
        try (ApiKeys apiKeys = apiKeys()) {
            assertThat(forOwnLogin(apiKeys, request -> Optional.empty()).rule()).isEqualTo("* /api/2.0/keys/** public");
        }
    }

    private static ApiKeys apiKeys() {
        return ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .build();
    }

    private Tomcat tomcat() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setPreemptiveAuthentication(true);
        BasicAuthenticator basic = new BasicAuthenticator();
        basic.setAlwaysUseSession(false);
        context.getPipeline().addValve(basic);
        tomcat.addUser("ben", "ben");
        context.addServletContainerInitializer(
                (classes, servletContext) -> addTo(
                        servletContext,
                        apiKeys(),
                        owner -> Optional.of(Permissions.of("files:*", "apikeys:read", "apikeys:write"))),
                Set.of());
        tomcat.start();
        return tomcat;
    }

    /** Each command with its output. */
    private static List<String[]> steps() {
        List<String[]> steps = new ArrayList<>();
        BLOCK.matcher(Repository.read(PAGE)).results().forEach(block -> {
            for (String part : ("\n" + block.group(1)).split("\n\\$ ", -1)) {
                if (!part.isBlank()) {
                    String[] commandAndOutput = (part + "\n").split("\n", 2);
                    steps.add(commandAndOutput);
                }
            }
        });
        return steps;
    }

    private String run(String command, Map<String, String> variables) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command);
        shell.environment().putAll(variables);
        Process process = shell.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** What differs from run to run is replaced by what it is. */
    private static String normalized(String output) {
        return output.replace("\r\n", "\n")
                .replaceAll("acme_live_\\*\\*\\*\\w+", "<hint>")
                .replaceAll("acme_live_[^\"]+", "<token>")
                .replaceAll("\"keyPostfix\":\"\\w+\"", "\"keyPostfix\":<postfix>")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>")
                .replaceAll("\"next\":\"[^\"]+\"", "\"next\":<cursor>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<instant>")
                .replaceAll("Date: .*", "Date: <date>")
                .replaceAll("(?m) +$", "")
                .strip();
    }
}
