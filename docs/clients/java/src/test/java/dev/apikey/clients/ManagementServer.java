// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import dev.apikey.spi.KeyUse;
import dev.apikey.testkit.MovableClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/** The management API on an embedded Tomcat, over a store in memory. */
final class ManagementServer implements StartedServer {

    private final MovableClock clock = MovableClock.at("2026-11-24T10:00:00Z");
    private final KeyStore store = KeyStore.inMemory();
    private final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_live")
            .vocabulary("files:read", "files:write")
            .store(breakable(store))
            .hasher(HmacSha256Hasher.of(PepperRing.of(new SecureRandom().generateSeed(32))))
            .maxLiveKeys(MAX_LIVE)
            .maxIssuedPerHour(MAX_PER_HOUR)
            .clock(clock)
            .build();
    private final Tomcat tomcat = new Tomcat();
    private volatile boolean broken;

    private ManagementServer() {}

    static ManagementServer start() {
        ManagementServer server = new ManagementServer();
        try {
            server.startTomcat();
        } catch (LifecycleException | IOException failure) {
            server.close();
            throw new IllegalStateException(failure);
        }
        return server;
    }

    private void startTomcat() throws IOException, LifecycleException {
        tomcat.setSilent(true);
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
        KeyManagementServlet management =
                KeyManagementServlet.builder(apiKeys).realm("acme").build();
        management.addTo(context);
        context.addFilter("login", new Login())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        ApiKeyFilter.builder(apiKeys)
                .realm("acme")
                .rules(management.rule())
                .build()
                .addTo(context, "/*");
    }

    /** Stands for the login of a container: a field says who it is. */
    private static final class Login implements Filter {

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest http = (HttpServletRequest) request;
            String name = http.getHeader(Caller.LOGIN);
            chain.doFilter(name == null ? request : new LoggedIn(http, name), response);
        }
    }

    private static final class LoggedIn extends HttpServletRequestWrapper {

        private final String name;

        LoggedIn(HttpServletRequest request, String name) {
            super(request);
            this.name = name;
        }

        @Override
        public String getRemoteUser() {
            return name;
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

    private KeyStore breakable(KeyStore whole) {
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, arguments) -> {
                    if (broken) {
                        throw new KeyStoreException("broken on purpose", new IOException("no database"));
                    }
                    return invoke(whole, method, arguments);
                });
    }

    private static @Nullable Object invoke(KeyStore whole, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(whole, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    @Override
    public URI address() {
        return URI.create("http://localhost:" + tomcat.getConnector().getLocalPort());
    }

    @Override
    public IssuedKey issue(String owner, String... permissions) {
        // Every key has a maker of its own, so that these count for no limit of an actor.
        Actor maker = Actor.of("maker-" + UUID.randomUUID());
        Authority everything = Authority.of(maker, Permissions.of("*", "apikeys:read", "apikeys:write"))
                .withOwners(Owners.all());
        return apiKeys.administer(everything)
                .issue(KeyRequest.of("test", Permissions.of(permissions)).withOwner(owner));
    }

    @Override
    public MovableClock clock() {
        return clock;
    }

    @Override
    public void breakStore(boolean broken) {
        this.broken = broken;
    }

    @Override
    public void use(UUID key) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        store.recordUse(List.of(new KeyUse(key, today, 1, clock.instant())));
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
}
