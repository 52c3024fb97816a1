// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import dev.apikey.servlet.TomcatServer.Deployment;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.catalina.core.StandardContext;
import org.h2.jdbcx.JdbcDataSource;

/** Applications whose deployment descriptor declares the listener, and databases for them. */
final class Declared {

    static final Deployment NOTHING_MORE = (tomcat, application) -> {};

    private Declared() {}

    /** An H2 in memory that outlives its connections. */
    static String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    static JdbcDataSource database(String url) {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl(url);
        return database;
    }

    /** A context parameter for each pair, an echo below {@code /}, and the listener. */
    static Deployment application(Map<String, String> parameters, Deployment more) {
        return application(ApiKeyListener.class, parameters, more);
    }

    static Deployment application(
            Class<? extends ApiKeyListener> listener, Map<String, String> parameters, Deployment more) {
        return (tomcat, application) -> {
            application.addParameter("apikey.prefix", "acme_live");
            parameters.forEach(application::addParameter);
            application.addApplicationListener(listener.getName());
            onStart(
                    application,
                    context -> context.addServlet("empty", new EmptyServlet()).addMapping("/*"));
            more.describe(tomcat, application);
        };
    }

    private static void onStart(StandardContext application, Consumer<ServletContext> step) {
        application.addServletContainerInitializer((classes, context) -> step.accept(context), Set.of());
    }

    static Deployment attribute(Object value) {
        return (tomcat, application) ->
                onStart(application, context -> context.setAttribute(ApiKeyListener.DATA_SOURCE, value));
    }

    /** Answers every request with 200 and nothing else. */
    private static final class EmptyServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setContentLength(0);
        }
    }
}
