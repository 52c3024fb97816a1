// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.Handler;
import dev.apikey.servlet.RawHttp;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.function.Consumer;

/** A host whose users log in to the container, for a session: eve, in the role {@code admin}, and mallory, in none. */
final class HostLogin {

    private HostLogin() {}

    static Application application(Consumer<ServletContext> setUp) {
        Users users = new Users();
        users.put("eve", "admin");
        users.put("mallory");
        return Application.of(context -> {
                    addTo(context);
                    setUp.accept(context);
                })
                .withUsers(users);
    }

    private static void addTo(ServletContext context) {
        context.addServlet("login", Handler.servlet((request, response) -> {
                    String user = request.getParameter("as");
                    if (user != null) {
                        request.getSession();
                        request.login(user, user);
                    }
                }))
                .addMapping("/login");
    }

    /**
     * The field line of somebody's session. Jetty puts a session in order after its answer is out; whatever else the connection is asked comes
     * after that.
     */
    static String cookie(Container.Server server, String user) throws IOException {
        try (RawHttp connection = RawHttp.connect(server.port())) {
            RawHttp.Answer answer = connection.exchange(RawHttp.request("GET /login?as=" + user));
            connection.exchange(RawHttp.request("GET /login"));
            return "Cookie: " + answer.header("Set-Cookie").orElseThrow().split(";", 2)[0];
        }
    }

    /** What a servlet sees of eve: the container's own principal, and no permission of any key. */
    static void isEve(RawHttp.Answer answer) {
        assertThat(answer.body()).matches("principal=(?!ApiKeyPrincipal)\\w*:eve user=eve type=\\w+ roles=");
    }
}
