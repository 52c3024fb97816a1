// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two kinds of keys in one application, each with a filter of its own: a key of one opens nothing of the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoFiltersContract {

    private final Container container;
    private final ApiKeys partners = Tokens.builder("partner_live").build();
    private final ApiKeys admins = Tokens.builder("admin_live").build();
    private final String partner =
            Tokens.issue(partners, Tokens.request("default:read")).revealToken();
    private final String admin =
            Tokens.issue(admins, Tokens.request("default:read")).revealToken();

    private Container.Server server;

    TwoFiltersContract(Container container) {
        this.container = container;
    }

    @BeforeAll
    void start() {
        server = container.start(Application.of(this::setUp));
    }

    private void setUp(ServletContext context) {
        context.addServlet("who", new IdentityServlet()).addMapping("/*");
        context.addServlet(
                        "front",
                        Handler.servlet((request, response) ->
                                request.getRequestDispatcher("/admin/x").forward(request, response)))
                .addMapping("/partners/front");
        ApiKeyFilter.builder(partners).realm("acme").build().addTo(context, "/partners/*");
        context.addFilter("admins", ApiKeyFilter.builder(admins).realm("acme").build())
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/admin/*");
    }

    @AfterAll
    void close() {
        server.close();
    }

    private void assertAnswer(Expected expected, String path, String token) throws IOException {
        expected.check(server.send(RawHttp.request("GET " + path, "Authorization: Bearer " + token)));
    }

    @Test
    void eachTakesItsOwnKeysOnly() throws IOException {
        assertAnswer(Expected.servedTo("ben", "default:read"), "/partners/x", partner);
        assertAnswer(Expected.servedTo("ben", "default:read"), "/admin/x", admin);
        assertAnswer(Expected.INVALID_TOKEN, "/admin/x", partner);
        assertAnswer(Expected.INVALID_TOKEN, "/partners/x", admin);
    }

    @Test
    void aForwardIntoTheOtherIsRefused() throws IOException {
        assertAnswer(Expected.INVALID_TOKEN, "/partners/front", partner);
    }
}
