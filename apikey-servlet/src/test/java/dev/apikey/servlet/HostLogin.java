// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.authenticator.NonLoginAuthenticator;
import org.apache.catalina.core.StandardContext;
import org.apache.tomcat.util.descriptor.web.LoginConfig;

/** A Tomcat whose own users log in for a session: eve, in the role {@code admin}, and mallory, in none. */
final class HostLogin {

    static final String EVE = "principal=GenericPrincipal:eve user=eve type=NONE roles=";

    private HostLogin() {}

    static TomcatServer start(Consumer<ServletContext> setUp) {
        return start(application -> {}, setUp);
    }

    static TomcatServer start(Consumer<StandardContext> descriptor, Consumer<ServletContext> setUp) {
        return TomcatServer.start((tomcat, application) -> {
            tomcat.addUser("eve", "eve");
            tomcat.addRole("eve", "admin");
            tomcat.addUser("mallory", "mallory");
            LoginConfig config = new LoginConfig();
            config.setAuthMethod("NONE");
            application.setLoginConfig(config);
            descriptor.accept(application);
            application.getPipeline().addValve(new NonLoginAuthenticator());
            application.addServletContainerInitializer(
                    (classes, context) -> {
                        context.addServlet("login", Handler.servlet((request, response) -> {
                                    request.getSession();
                                    request.login(request.getParameter("as"), request.getParameter("as"));
                                }))
                                .addMapping("/login");
                        setUp.accept(context);
                    },
                    Set.of());
        });
    }

    /** The field line of somebody's session. */
    static String cookie(TomcatServer server, String user) throws IOException {
        RawHttp.Answer answer = server.send(RawHttp.request("GET /login?as=" + user));
        return "Cookie: " + answer.header("Set-Cookie").orElseThrow().split(";", 2)[0];
    }
}
