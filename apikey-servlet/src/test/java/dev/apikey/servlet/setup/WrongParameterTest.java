// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.apikey.servlet.TomcatServer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.tomcat.util.descriptor.web.ContextEnvironment;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong stops the start with a sentence that names the parameter and the remedy. */
class WrongParameterTest {

    private static void giveDatabase(ServletContext context) {
        context.setAttribute(ApiKeyListener.DATA_SOURCE, emptyDatabase());
    }

    private static DataSource emptyDatabase() {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    /** A parameter with a value, and what the sentence must say about it. */
    record Wrong(String parameter, String value, String remedy) {

        @Override
        public String toString() {
            return parameter + " " + remedy;
        }
    }

    static Stream<Wrong> wrongParameters() {
        return Stream.of(
                new Wrong("apikey.prefx", "acme_live", "unknown: there are apikey.accepted-prefixes"),
                new Wrong("apikey.prefix", "", "must be set, for instance to acme_live"),
                new Wrong("apikey.prefix", "Acme", "must be 1 to 24 characters of [a-z0-9_]"),
                new Wrong("apikey.prefix", "acme_", "must be 1 to 24 characters of [a-z0-9_]"),
                new Wrong("apikey.accepted-prefixes", "acme_old Acme", "must be 1 to 24 characters of [a-z0-9_]"),
                new Wrong("apikey.vocabulary", "files:read Files:write", "must hold permissions, resource:action"),
                new Wrong("apikey.vocabulary", "files", "must hold permissions, resource:action"),
                new Wrong("apikey.vocabulary", "files:*", "without *"),
                new Wrong("apikey.vocabulary", "apikeys:read", "must leave the resources apikeys and default"),
                new Wrong("apikey.vocabulary", "files:read files:read", "must name each permission once"),
                new Wrong("apikey.realm", "a\"cme", "must be 1 to 100 printable ASCII characters"),
                new Wrong("apikey.rules", "GET /files/* files:read", "with * only in /** at its end"),
                new Wrong("apikey.rules", "GET /files, files:read POST", "must be a method or *, a path and an access"),
                new Wrong("apikey.rules", "GET /a public\nGET /a denied", "must name a method of a path once"),
                new Wrong("apikey.paths", "api/*", "api/*"),
                new Wrong("apikey.paths", "/report", "/report"),
                new Wrong("apikey.rules", "GET /a public or login", "must say \"or login\" behind a permission"),
                new Wrong("apikey.optional", "yes", "must be true or false"),
                new Wrong("apikey.allow-preflights", "*", "must be true or false"),
                new Wrong("apikey.refuse-browsers", "TRUE", "must be true or false"),
                new Wrong("apikey.trusted-proxies", "-1", "must be a number from 0 to 10"),
                new Wrong("apikey.trusted-proxies", "11", "must be a number from 0 to 10"),
                new Wrong("apikey.trusted-proxies", "10.0.0.1", "must be a number from 0 to 10"),
                new Wrong("apikey.other-tokens", "com.acme.NoSuchFilter", "that is a jakarta.servlet.Filter"),
                new Wrong("apikey.other-tokens", "java.lang.String", "that is a jakarta.servlet.Filter"),
                new Wrong("apikey.other-tokens", "jakarta.servlet.Filter", "constructor without parameters"),
                new Wrong("apikey.hashers", "bcrypt", "must hold argon2id, hmac-sha256 or both"),
                new Wrong("apikey.hashers", "argon2id argon2id", "must name each algorithm once"),
                new Wrong("apikey.pepper", "c2hvcnQgcGVwcGVy", "must have at least 32 bytes"),
                new Wrong("apikey.pepper", "no-base64-at-all!", "must be base64: make one with `openssl rand"),
                new Wrong(
                        "apikey.pepper",
                        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= c2hvcnQgcGVwcGVy",
                        "must have at least 32 bytes"),
                new Wrong("apikey.max-cached-keys", "0", "must be at least 1"),
                new Wrong("apikey.max-cached-keys", "-1", "must be a number of at most nine digits"),
                new Wrong("apikey.max-cached-keys", "10000000000", "must be a number of at most nine digits"),
                new Wrong("apikey.poll-interval", "500", "must be a number with ms or s behind it, such as 500ms"),
                new Wrong("apikey.poll-interval", "1s", "must be from 50 to 900 milliseconds"),
                new Wrong(
                        "apikey.stale-after", "PT10S", "must be a number with ms or s behind it, such as 500ms or 10s"),
                new Wrong("apikey.stale-after", "61s", "must be from 2 to 60 seconds"),
                new Wrong("apikey.flush-interval", "601s", "must be from 1 second to 10 minutes"),
                new Wrong("apikey.schema", "create", "must be require or apply"),
                new Wrong("apikey.schema", "require", "apply dev/apikey/jdbc/h2/001-"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongParameters")
    void isNamedWithItsRemedy(Wrong wrong) {
        Map<String, String> parameters = new HashMap<>(Map.of("apikey.schema", "apply"));
        if (wrong.parameter().equals("apikey.pepper")) {
            parameters.put("apikey.hashers", "hmac-sha256");
        }
        parameters.put(wrong.parameter(), wrong.value());
        Throwable failure = failureOf(parameters, WrongParameterTest::giveDatabase);
        assertThat(failure)
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining(wrong.parameter())
                .hasMessageContaining(wrong.remedy());
        if (wrong.parameter().equals("apikey.pepper")) {
            assertThat(everythingOf(failure)).doesNotContain(wrong.value());
        }
    }

    @Test
    void hmacWithoutPepperNamesThePepper() {
        assertThat(failureOf(Map.of("apikey.hashers", "argon2id hmac-sha256"), WrongParameterTest::giveDatabase))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("apikey.pepper")
                .hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void noDatabaseAtAllNamesEveryWayToGiveOne() {
        assertThat(failureOf(Map.of(), context -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("DataSource", ApiKeyListener.DATA_SOURCE, "apikey.jndi", "apikey.url");
    }

    @Test
    void anAttributeOfAnotherTypeIsNamed() {
        assertThat(failureOf(Map.of(), context -> context.setAttribute(ApiKeyListener.DATA_SOURCE, "jdbc/acme")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(ApiKeyListener.DATA_SOURCE, "javax.sql.DataSource", "java.lang.String");
    }

    @Test
    void aJndiNameWithNothingBehindItIsNamed() {
        assertThat(failureOf(Map.of("apikey.jndi", "java:comp/env/jdbc/none"), context -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("apikey.jndi", "DataSource", "java:comp/env/jdbc/none");
    }

    @Test
    void aJndiNameOfAnotherTypeIsNamed() {
        assertThat(failureOf(Map.of("apikey.jndi", "java:comp/env/word"), context -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("apikey.jndi", "DataSource", "java:comp/env/word");
    }

    @Test
    void aUrlThatNoDriverReadsIsNamed() {
        Throwable failure = failureOf(
                Map.of(
                        "apikey.url", "jdbc:none:x?user=a&password=only1nThisPassword",
                        "apikey.user", "sa",
                        "apikey.password", "only1nThisPassword"),
                context -> {});
        assertThat(failure).isInstanceOf(RuntimeException.class).hasMessageContaining("apikey.url");
        assertThat(everythingOf(failure)).doesNotContain("only1nThisPassword");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsSaidToBeTheReason() {
        JdbcDataSource unreachable = new JdbcDataSource();
        unreachable.setUrl("jdbc:h2:file:/proc/no/such/place;IFEXISTS=TRUE");
        assertThat(failureOf(Map.of(), context -> context.setAttribute(ApiKeyListener.DATA_SOURCE, unreachable)))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContainingAll("database", "apikey.url", "apikey.jndi");
    }

    @Test
    void aContextWithoutListenerSaysWhatToDeclare() {
        List<Throwable> failures = new ArrayList<>();
        TomcatServer.start(context -> failures.add(catchThrowable(() -> ApiKeyListener.apiKeys(context))))
                .close();
        assertThat(failures.get(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("declare " + ApiKeyListener.class.getName());
    }

    /** Servlet 6.0 §4.4: a listener that code added may not add a filter. */
    @Test
    void aListenerThatCodeAddedIsToldToBeDeclared() {
        List<Throwable> failures = new ArrayList<>();
        ApiKeyListener listener = new ApiKeyListener(emptyDatabase()) {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                failures.add(catchThrowable(() -> super.contextInitialized(event)));
            }
        };
        TomcatServer.start((tomcat, application) -> {
                    application.addParameter("apikey.prefix", "acme_live");
                    application.addParameter("apikey.schema", "apply");
                    application.addServletContainerInitializer(
                            (classes, context) -> context.addListener(listener), Set.of());
                })
                .close();
        assertThat(failures.get(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("web.xml", "@WebListener", "ApiKeyFilter");
    }

    /** Calls the listener with the context of a Tomcat that is starting, where the container itself would only log the exception. */
    private static Throwable failureOf(Map<String, String> parameters, Consumer<ServletContext> before) {
        List<Throwable> failures = new ArrayList<>();
        TomcatServer.Deployment deployment = (tomcat, application) -> {
            tomcat.enableNaming();
            ContextEnvironment word = new ContextEnvironment();
            word.setName("word");
            word.setType("java.lang.String");
            word.setValue("no data source");
            application.getNamingResources().addEnvironment(word);
            if (!parameters.containsKey("apikey.prefix")) {
                application.addParameter("apikey.prefix", "acme_live");
            }
            parameters.forEach(application::addParameter);
            application.addServletContainerInitializer(
                    (classes, context) -> {
                        before.accept(context);
                        ServletContextEvent event = new ServletContextEvent(context);
                        failures.add(catchThrowable(() -> new ApiKeyListener().contextInitialized(event)));
                    },
                    Set.of());
        };
        TomcatServer.start(deployment).close();
        return failures.get(0);
    }

    private static String everythingOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
