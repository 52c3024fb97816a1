// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotations of servlets, as the container chose them for each request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AnnotationsContract {

    private final Container container;

    private final Tokens tokens = Tokens.create();
    private Container.Server server;

    AnnotationsContract(Container container) {
        this.container = container;
    }

    private static class Identifying extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print(IdentityServlet.describe(request));
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            doGet(request, response);
        }
    }

    @RolesAllowed("files:read")
    private static final class Reading extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    @RolesAllowed({"files:read", "files:write", "admin"})
    private static final class Several extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    @RolesAllowed("admin")
    private static final class HostRole extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    /** Text that could not stand in a header field, were it sent. */
    @RolesAllowed("fi\"les:\r\nread")
    private static final class Nonsense extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    @PermitAll
    private static final class Permitting extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    @PermitAll
    private static final class IncludingToAll extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            request.getRequestDispatcher(request.getParameter("to")).include(request, response);
        }
    }

    @DenyAll
    private static final class Denying extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    private static final class WritingByMethod extends Identifying {

        private static final long serialVersionUID = 1L;

        @Override
        @RolesAllowed("files:write")
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            super.doPost(request, response);
        }
    }

    @RolesAllowed("files:read")
    private interface Guarded {}

    private static final class ByInterface extends Identifying implements Guarded {
        private static final long serialVersionUID = 1L;
    }

    /** A servlet whose class no class loader knows by name. */
    private static jakarta.servlet.Servlet ofNoName() {
        return (jakarta.servlet.Servlet) Proxy.newProxyInstance(
                new ClassLoader(AnnotationsContract.class.getClassLoader()) {},
                new Class<?>[] {jakarta.servlet.Servlet.class},
                (proxy, method, arguments) -> method.getName().equals("hashCode") ? 0 : null);
    }

    @BeforeAll
    void start() {
        server = container.start(HostLogin.application(this::setUp));
    }

    private void setUp(ServletContext context) {
        context.addServlet("reading", new Reading()).addMapping("/reading/*", "/ruled/reading", "*.read");
        context.addServlet("several", new Several()).addMapping("/several");
        context.addServlet("host role", new HostRole()).addMapping("/host-role", "/ruled/host-role");
        context.addServlet("nonsense", new Nonsense()).addMapping("/nonsense");
        context.addServlet("permitting", new Permitting())
                .addMapping("/permitting", "/ruled/permitting", "/open/permitting");
        context.addServlet("denying", new Denying()).addMapping("/denying", "/ruled/denying", "/open/denying");
        context.addServlet("by method", new WritingByMethod()).addMapping("/by-method");
        context.addServlet("no name", ofNoName()).addMapping("/no-name", "/open/no-name");
        context.addServlet("interface", new ByInterface()).addMapping("/open/by-interface");
        context.addServlet("plain", new Identifying()).addMapping("/", "/plain");
        ServletRegistration.Dynamic forward = context.addServlet(
                "forward",
                Handler.servlet((request, response) ->
                        request.getRequestDispatcher(request.getParameter("to")).forward(request, response)));
        forward.setAsyncSupported(true);
        forward.addMapping("/front/forward");
        context.addServlet(
                        "include",
                        Handler.servlet((request, response) -> request.getRequestDispatcher(request.getParameter("to"))
                                .include(request, response)))
                .addMapping("/front/include");
        ServletRegistration.Dynamic async = context.addServlet(
                "async",
                Handler.servlet((request, response) -> request.startAsync().dispatch(request.getParameter("to"))));
        async.setAsyncSupported(true);
        async.addMapping("/front/async");
        context.addServlet("annotated include", new IncludingToAll()).addMapping("/front/annotated-include");
        ApiKeyFilter.builder(tokens.apiKeys())
                .realm("acme")
                .rules(
                        "GET /ruled/**  files:write",
                        "GET /open/**   public",
                        "GET /front/**  authenticated",
                        "GET /login     public")
                .build()
                .addTo(context, "/*");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private RawHttp.Answer ask(String line, String token) throws IOException {
        return server.send(tokens.fill(RawHttp.request(line, "Authorization: Bearer {" + token + "}")));
    }

    private RawHttp.Answer asEve(String line) throws IOException {
        return server.send(RawHttp.request(line, HostLogin.cookie(server, "eve")));
    }

    private void served(RawHttp.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("principal=");
    }

    @Nested
    class RolesAllowedOnAServlet {

        @ParameterizedTest
        @ValueSource(strings = {"GET /reading", "GET /reading/a/b", "POST /reading", "GET /x.read", "GET /x/y.read"})
        void isWhatAKeyNeedsByWhateverPathTheContainerComesThere(String line) throws IOException {
            served(ask(line, "reader"));
            Expected.needs("files:read").check(ask(line, "writer"));
            Expected.needs("files:read").check(ask(line, "default reader"));
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request(line)));
        }

        @Test
        void isMetByAnyOfItsNames() throws IOException {
            served(ask("GET /several", "reader"));
            served(ask("GET /several", "writer"));
            RawHttp.Answer refused = ask("GET /several", "default reader");
            Expected.needs("files:read").check(refused);
            assertThat(refused.body()).contains("files:read or files:write.").doesNotContain("admin");
        }

        @Test
        void withARoleOfTheHostIsMetByNoKey() throws IOException {
            Expected.DENIED.check(ask("GET /host-role", "everything"));
        }

        @Test
        void withARoleOfTheHostIsMetByALoginThatHasIt() throws IOException {
            HostLogin.isEve(asEve("GET /host-role"));
            HostLogin.isEve(asEve("GET /several"));
            String mallory = HostLogin.cookie(server, "mallory");
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET /host-role", mallory)));
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET /host-role")));
        }

        @Test
        void ofAPermissionIsMetByNoLogin() throws IOException {
            Expected.NO_CREDENTIAL.check(asEve("GET /reading"));
        }

        @Test
        void withANameThatIsNoneIsMetByNobodyAndNotRepeated() throws IOException {
            Expected.DENIED.check(ask("GET /nonsense", "everything"));
        }

        @Test
        void onAMethodIsForThatMethodOnly() throws IOException {
            served(ask("POST /by-method", "writer"));
            Expected.needs("files:write").check(ask("POST /by-method", "default writer"));
            served(ask("GET /by-method", "default reader"));
            Expected.needs("default:read").check(ask("GET /by-method", "writer"));
        }
    }

    @Nested
    class Others {

        @Test
        void permitAllLiftsThePermissionButNotTheAuthentication() throws IOException {
            served(ask("GET /permitting", "default writer"));
            served(ask("POST /permitting", "reader"));
            served(asEve("GET /permitting"));
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET /permitting")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET /denying", "GET /ruled/denying", "GET /open/denying"})
        void denyAllWins(String line) throws IOException {
            Expected.DENIED.check(ask(line, "everything"));
            Expected.DENIED.check(ask(line, "reader"));
            Expected.NO_CREDENTIAL.check(asEve(line));
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request(line)));
        }

        @Test
        void noneLeavesThePathToItsRule() throws IOException {
            served(ask("GET /plain", "default reader"));
            Expected.needs("default:read").check(ask("GET /plain", "reader"));
        }
    }

    @Nested
    class WithARule {

        @ParameterizedTest
        @CsvSource({"reader,files:write", "writer,files:read"})
        void bothMustHold(String token, String missing) throws IOException {
            served(ask("GET /ruled/reading", "everything"));
            Expected.needs(missing).check(ask("GET /ruled/reading", token));
        }

        @Test
        void neitherLiftsTheOther() throws IOException {
            Expected.needs("files:write").check(ask("GET /ruled/permitting", "reader"));
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET /open/permitting")));
            Expected.NO_CREDENTIAL.check(asEve("GET /ruled/host-role"));
        }
    }

    @Nested
    class OnFurtherDispatches {

        @ParameterizedTest
        @ValueSource(strings = {"forward", "async", "forward?to=/front/async", "async?to=/front/forward"})
        void theTargetsAnnotationHolds(String by) throws IOException {
            served(ask("GET /front/" + by + "?to=/reading", "reader"));
            Expected.needs("files:read").check(ask("GET /front/" + by + "?to=/reading", "writer"));
            Expected.DENIED.check(ask("GET /front/" + by + "?to=/denying", "everything"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/reading", "/reading/a", "/x.read", "/x/y.read"})
        void anIncludedServletIsLeftOutUnlessItsAnnotationIsMet(String path) throws IOException {
            served(ask("GET /front/include?to=" + path, "reader"));
            served(ask("GET /front/forward?to=/front/include?to=" + path, "reader"));
            assertThat(ask("GET /front/include?to=" + path, "writer").body()).isEmpty();
            assertThat(ask("GET /front/forward?to=/front/include?to=" + path, "writer")
                            .body())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/denying", "/no-name", "/front/include?to=/denying"})
        void anIncludedServletIsLeftOutWhereNobodyMayHaveIt(String path) throws IOException {
            assertThat(ask("GET /front/include?to=" + path, "everything").body())
                    .isEmpty();
        }

        @Test
        void anIncludedServletWithoutAnnotationsGoesByItsRuleAlone() throws IOException {
            served(ask("GET /front/include?to=/plain", "default reader"));
            served(ask("GET /front/include?to=/else", "default reader"));
            assertThat(ask("GET /front/include?to=/plain", "reader").body()).isEmpty();
        }

        /** The one that includes is annotated itself, and its annotation says nothing about what it includes. */
        @Test
        void anAnnotationOfTheIncludingServletIsNotThatOfTheIncluded() throws IOException {
            served(ask("GET /front/annotated-include?to=/plain", "default reader"));
        }
    }

    @Nested
    class AClassThatCannotBeRead {

        @ParameterizedTest
        @ValueSource(strings = {"/no-name", "/open/no-name", "/open/by-interface"})
        void isClosedToEverybody(String path) throws IOException {
            for (int i = 0; i < 2; i++) {
                Expected.DENIED.check(ask("GET " + path, "everything"));
                Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET " + path)));
            }
        }
    }

    /** So that a key's permissions and the host's roles never mix. */
    @Test
    void aSessionBesidesAKeyCountsForNothing() throws IOException {
        String cookie = HostLogin.cookie(server, "eve");
        for (String path : List.of("/host-role", "/denying")) {
            Expected.DENIED.check(server.send(
                    tokens.fill(RawHttp.request("GET " + path, cookie, "Authorization: Bearer {everything}"))));
        }
        assertThat(server.send(tokens.fill(RawHttp.request("GET /reading", cookie, "Authorization: Bearer {reader}")))
                        .body())
                .isEqualTo(IdentityServlet.identity("ben", "files:read"));
        Expected.INVALID_TOKEN.check(
                server.send(tokens.fill(RawHttp.request("GET /host-role", cookie, "Authorization: Bearer {unknown}"))));
    }
}
