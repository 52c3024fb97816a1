// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.spi.KeyStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.Principal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every cell of the tables on the page about permissions, and whatever else it says of patterns, is so. */
class PermissionsPageTest {

    private static final String PAGE = Repository.read(Repository.ROOT.resolve("docs/reference/permissions.md"));
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    @TempDir
    private Path work;

    private static Permissions permissions(String cell) {
        return Permissions.of(PageTable.code(cell).split(" "));
    }

    private static void assertCells(PageTable table, BiPredicate<Permissions, String> isYes) {
        assertThat(table.rows()).hasSizeGreaterThan(5);
        for (List<String> row : table.rows()) {
            for (int column = 1; column < table.head().size(); column++) {
                String wanted = PageTable.code(table.head().get(column));
                assertThat(row.get(column))
                        .as("%s for %s", row.get(0), wanted)
                        .isEqualTo(isYes.test(permissions(row.get(0)), wanted) ? "yes" : "");
            }
        }
    }

    @Test
    void saysWhatAPatternAllows() {
        assertCells(PageTable.behind("## What a pattern allows", PAGE), Permissions::allow);
    }

    @Test
    void saysWhatAPatternCovers() {
        assertCells(
                PageTable.behind("## What may be granted", PAGE),
                (held, wanted) -> held.covers(Permissions.of(wanted)));
    }

    @Test
    void namesWhatIsNoPattern() {
        String line = PAGE.lines()
                .filter(text -> text.startsWith("No patterns are "))
                .findFirst()
                .orElseThrow();
        List<String> texts =
                CODE.matcher(line).results().map(text -> text.group(1)).toList();
        assertThat(texts)
                .hasSizeGreaterThan(6)
                .allSatisfy(text -> assertThatIllegalArgumentException().isThrownBy(() -> Permissions.of(text)));
    }

    @Test
    void showsHowToAsk() {
        // region ask
        Permissions held = Permissions.of("files:*", "*:read");
        boolean mayWrite = held.allow("files:write"); // true
        boolean mayGrant = held.covers(Permissions.of("rooms:read")); // true
        Permissions both = held.and(Permissions.of("rooms:*")); // rooms:read
        // end ask
        assertThat(mayWrite).isTrue();
        assertThat(mayGrant).isTrue();
        assertThat(both).isEqualTo(Permissions.of("rooms:read"));
        assertThat(Permissions.of("*:*")).isEqualTo(Permissions.of("*")).hasToString("[*]");
    }

    @Test
    void saysWhatThePageForPeopleGrants() {
        String script = Repository.read(Repository.ROOT.resolve(
                "apikey-servlet/src/main/resources/dev/apikey/servlet/management/page/access.js"));
        assertThat(script).contains("all: () => ['*'], read: () => ['*:read'], restricted: () => [...table.value()");
    }

    @Test
    void saysWhatAVocabularyRefuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> keys("apikeys:read"));
        assertThatIllegalArgumentException().isThrownBy(() -> keys("default:read"));
        assertThatIllegalArgumentException().isThrownBy(() -> keys("files:*"));
        assertThatIllegalArgumentException().isThrownBy(() -> keys("files:read", "files:read"));
        try (ApiKeys apiKeys = keys("files:read")) {
            assertThat(issue(apiKeys, "*:read")).isNotEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> issue(apiKeys, "files:write"))
                    .withMessageContaining("vocabulary");
        }
    }

    private static ApiKeys keys(String... vocabulary) {
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        return ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary(vocabulary)
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(pepper)))
                .build();
    }

    private static String issue(ApiKeys apiKeys, String pattern) {
        return apiKeys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                .issue(KeyRequest.of("CI pipeline", Permissions.of(pattern)))
                .revealToken();
    }

    @Test
    void saysWhatARuleAsksFor() throws Exception {
        PageTable table = PageTable.behind("## What a rule asks for", PAGE);
        assertThat(table.rows()).hasSizeGreaterThan(5);
        List<String> rules = new ArrayList<>();
        for (int row = 0; row < table.rows().size(); row++) {
            String access = table.rows().get(row).get(0);
            if (access.startsWith("`")) {
                rules.add("GET /row" + row + " " + PageTable.code(access));
            } else if (access.startsWith("a rule for another method")) {
                rules.add("POST /row" + row + " files:write");
            } else {
                assertThat(access).isEqualTo("no rule names the path");
            }
        }
        ApiKeys apiKeys = keys("files:read", "files:write", "rooms:read");
        Tomcat tomcat = start(apiKeys, rules);
        try {
            String address = "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/row";
            for (int row = 0; row < table.rows().size(); row++) {
                for (int column = 1; column < table.head().size(); column++) {
                    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + row));
                    bringing(table.head().get(column), request, apiKeys);
                    int status = HttpClient.newHttpClient()
                            .send(request.build(), BodyHandlers.discarding())
                            .statusCode();
                    assertThat(table.rows().get(row).get(column))
                            .as(
                                    "%s, %s",
                                    table.rows().get(row).get(0), table.head().get(column))
                            .isEqualTo(Integer.toString(status));
                }
            }
        } finally {
            tomcat.stop();
            tomcat.destroy();
            apiKeys.close();
        }
    }

    private static void bringing(String credential, HttpRequest.Builder request, ApiKeys apiKeys) {
        switch (credential) {
            case "nothing" -> {}
            case "a login" -> request.header("X-Login", "ben");
            default -> {
                assertThat(credential).matches("a key for `.+`");
                String pattern = PageTable.code(credential).substring("a key for ".length());
                request.header("Authorization", "Bearer " + issue(apiKeys, pattern));
            }
        }
    }

    private Tomcat start(ApiKeys apiKeys, List<String> rules) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.addContext("", null)
                .addServletContainerInitializer((classes, context) -> setUp(context, apiKeys, rules), Set.of());
        tomcat.start();
        return tomcat;
    }

    private static void setUp(ServletContext context, ApiKeys apiKeys, List<String> rules) {
        HttpServlet ok = new HttpServlet() {

            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
        };
        context.addServlet("ok", ok).addMapping("/");
        Filter login = (request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            String user = http.getHeader("X-Login");
            chain.doFilter(user == null ? request : new LoggedIn(() -> user, http), response);
        };
        context.addFilter("login", login).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        ApiKeyFilter.builder(apiKeys).rules(rules).build().addTo(context, "/*");
    }

    private static final class LoggedIn extends HttpServletRequestWrapper {

        private final Principal user;

        LoggedIn(Principal user, HttpServletRequest request) {
            super(request);
            this.user = user;
        }

        @Override
        public Principal getUserPrincipal() {
            return user;
        }
    }
}
