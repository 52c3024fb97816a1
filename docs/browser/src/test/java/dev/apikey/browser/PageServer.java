// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyAdministration;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.MovableClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/** An application with the page, on an embedded Tomcat. A cookie says who is logged in: {@code ada} manages everybody's keys. */
final class PageServer implements AutoCloseable {

    static final String PAGE = "/developer/api-keys";

    private static final Permissions EVERYTHING = Permissions.of("*", "apikeys:read", "apikeys:write");

    /** Held, because a logger that nobody holds forgets its level. At {@code ALL} Tomcat logs every request with its token. */
    private static final Logger CONTAINER = Logger.getLogger("org.apache");

    static {
        CONTAINER.setLevel(Level.WARNING);
    }

    final MovableClock clock = MovableClock.at(InstantSource.system().instant());
    final KeyStore store = KeyStore.inMemory();

    private final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_live")
            .vocabulary("files:read", "files:write", "files:share", "rooms:read", "rooms:write", "accounts:read")
            .store(store)
            .hasher(HmacSha256Hasher.of(PepperRing.of(new SecureRandom().generateSeed(32))))
            .maxLiveKeys(20_000)
            .maxIssuedPerHour(100_000)
            .clock(clock)
            .build();
    private final Tomcat tomcat = new Tomcat();

    private final UnaryOperator<KeyPageServlet.Builder> settings;

    private PageServer(UnaryOperator<KeyPageServlet.Builder> settings) {
        this.settings = settings;
    }

    static PageServer start() {
        return start(page -> page.login("/login")
                .texts(Locale.GERMAN, resource("texts_de.properties"))
                .texts(Locale.forLanguageTag("ar"), resource("texts_ar.properties")));
    }

    static PageServer start(UnaryOperator<KeyPageServlet.Builder> settings) {
        PageServer server = new PageServer(settings);
        try {
            server.startTomcat();
        } catch (LifecycleException | IOException failure) {
            server.close();
            throw new IllegalStateException(failure);
        }
        return server;
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(PageServer.class.getResource("/" + name), name);
    }

    private void startTomcat() throws IOException, LifecycleException {
        tomcat.setSilent(true);
        Files.createDirectories(Path.of("target"));
        tomcat.setBaseDir(Files.createTempDirectory(Path.of("target"), "tomcat")
                .toAbsolutePath()
                .toString());
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        StandardContext application = (StandardContext) tomcat.addContext("", null);
        // They reach into the JDK, which is closed to them here, and each complains about it.
        application.setClearReferencesObjectStreamClassCaches(false);
        application.setClearReferencesRmiTargets(false);
        application.setClearReferencesThreadLocals(false);
        application.addServletContainerInitializer((classes, context) -> setUp(context), Set.of());
        tomcat.start();
    }

    private void setUp(ServletContext context) {
        KeyManagementServlet management = KeyManagementServlet.builder(apiKeys)
                .ownerRights(owner -> Optional.of(
                        owner.equals("cyd") ? Permissions.of("files:*", "rooms:read") : Permissions.of("*")))
                .build();
        management.addTo(context);
        KeyPageServlet page = settings.apply(KeyPageServlet.builder(management).stylesheet("/acme.css"))
                .build();
        page.addTo(context);
        ApiKeyFilter.builder(apiKeys)
                .rules(management.rule(), page.rule(), "GET /login public", "GET /other public", "GET /acme.css public")
                .build()
                .addTo(context, "/*");
        context.addFilter("login", new CookieLogin())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("other", new OtherPage()).addMapping("/login", "/other");
        context.addServlet("style", new HostStyle()).addMapping("/acme.css");
    }

    String address() {
        return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
    }

    /** Somebody who may do anything, to set the scene with. */
    KeyAdministration admin() {
        return as("ada");
    }

    KeyAdministration as(String name) {
        return apiKeys.administer(Authority.of(new Actor(name, name.equals("ada") ? "Ada Lovelace" : name), EVERYTHING)
                .withOwners(Owners.all()));
    }

    /** Sets the clock to real time again, by which the browser counts. */
    void now() {
        Instant now = InstantSource.system().instant();
        clock.move(java.time.Duration.between(clock.instant(), now));
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failure) {
            throw new IllegalStateException(failure);
        } finally {
            apiKeys.close();
        }
    }

    /** Stands for the login of a host. */
    private static final class CookieLogin extends HttpFilter {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            Optional<String> user = Optional.ofNullable(request.getCookies()).stream()
                    .flatMap(Stream::of)
                    .filter(cookie -> cookie.getName().equals("user"))
                    .map(Cookie::getValue)
                    .findFirst();
            chain.doFilter(user.isPresent() ? new LoggedIn(request, user.get()) : request, response);
        }
    }

    private static final class LoggedIn extends HttpServletRequestWrapper {

        private final String name;

        LoggedIn(HttpServletRequest request, String name) {
            super(request);
            this.name = name;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return name.equals("ada") && role.equals("apikey-admin");
        }
    }

    private static final class OtherPage extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=UTF-8");
            response.getWriter()
                    .print("<!doctype html><html lang=en><link rel=icon href='data:,'><title>Other</title>");
            @Nullable String framed = request.getParameter("frame");
            response.getWriter().print(framed == null ? "Other" : "<iframe src='" + PAGE + "'></iframe>");
        }
    }

    /** What a host writes to make the page look like the rest of it. */
    private static final class HostStyle extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/css;charset=UTF-8");
            response.getWriter().print(":root { --apikey-width: 76rem; }");
        }
    }
}
