// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.EventListener;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What GlassFish does and does not do by itself, so that the suite need not take anybody's word for it. */
class GlassFishLimitsTest {

    /** As many as the suite grants what may be left of an application. */
    private static final int COLLECTIONS = 20;

    /** Of the class path, unlike those that follow: GlassFish finds them in the archive, by their annotations. */
    public abstract static class Identifying extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print(IdentityServlet.describe(request));
        }
    }

    @WebServlet("/reading")
    @RolesAllowed("files:read")
    public static final class Reading extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    @WebServlet("/host-role")
    @RolesAllowed("admin")
    public static final class HostRole extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    @WebServlet("/denying")
    @DenyAll
    public static final class Denying extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    @WebServlet("/constrained")
    @ServletSecurity(@HttpConstraint(rolesAllowed = "admin"))
    public static final class Constrained extends Identifying {
        private static final long serialVersionUID = 1L;
    }

    private static final List<Class<?>> SERVLETS =
            List.of(Reading.class, HostRole.class, Denying.class, Constrained.class);

    /** Of an application that does not know us. */
    public static final class Foreign implements ServletContextListener {

        /** For its class loader. */
        public Foreign() {}
    }

    /** Has that class for itself. */
    private static final class ForeignLoader extends ClassLoader {

        ForeignLoader() {
            super(GlassFishLimitsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Foreign.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = Objects.requireNonNull(file).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException failure) {
                throw new ClassNotFoundException(name, failure);
            }
        }
    }

    private static Container.Server start(Consumer<ServletContext> setUp) {
        return new GlassFishContainer().start(new GlassFishArchive(HostLogin.application(setUp), SERVLETS));
    }

    @Test
    void annotationsOfServletsMeanNothingToItWithoutTheFilter() throws IOException {
        try (Container.Server server = start(context -> {})) {
            for (String path : List.of("/reading", "/host-role", "/denying")) {
                Expected.servedToAnybody().check(server.send(RawHttp.request("GET " + path)));
            }
        }
    }

    @Test
    void annotationsOfServletsThatItFindsByItselfHoldWithTheFilter() throws IOException {
        Tokens tokens = Tokens.create();
        try (Container.Server server = start(context -> ApiKeyFilter.builder(tokens.apiKeys())
                .realm("acme")
                .rules("GET /login public")
                .build()
                .addTo(context, "/*"))) {
            String reader = tokens.fill("Authorization: Bearer {reader}");
            String writer = tokens.fill("Authorization: Bearer {writer}");
            Expected.servedTo("ben", "files:read").check(server.send(RawHttp.request("GET /reading", reader)));
            Expected.needs("files:read").check(server.send(RawHttp.request("GET /reading", writer)));
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET /reading")));
            Expected.DENIED.check(server.send(RawHttp.request("GET /host-role", reader)));
            HostLogin.isEve(server.send(RawHttp.request("GET /host-role", HostLogin.cookie(server, "eve"))));
            Expected.DENIED.check(server.send(RawHttp.request("GET /denying", reader)));
        }
    }

    /** Its own annotation is for its own logins. */
    @Test
    void servletSecurityIsDecidedBeforeTheFilterAndMetByNoKey() throws IOException {
        Tokens tokens = Tokens.create();
        try (Container.Server server =
                start(context -> ApiKeyFilter.builder(tokens.apiKeys()).build().addTo(context, "/*"))) {
            RawHttp.Answer answer =
                    server.send(tokens.fill(RawHttp.request("GET /constrained", "Authorization: Bearer {everything}")));
            Expected.parse("container 401").check(answer);
        }
    }

    /** If this fails, it has lost this habit, and the deviation of the container with it. */
    @Test
    void itKeepsAnApplicationThatHasNothingOfOurs() throws ReflectiveOperationException {
        WeakReference<ClassLoader> loader;
        Application nothing = Application.of(context -> {});
        try (Container.Server server = new GlassFishContainer().start(nothing)) {
            loader = deployForeign(server);
            server.replace(nothing);
        }
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        assertThat(loader.get()).isNotNull();
    }

    private static WeakReference<ClassLoader> deployForeign(Container.Server server)
            throws ReflectiveOperationException {
        ClassLoader loader = new ForeignLoader();
        EventListener foreign = (EventListener)
                loader.loadClass(Foreign.class.getName()).getConstructor().newInstance();
        server.replace(Application.of(context -> context.addListener(foreign)));
        return new WeakReference<>(loader);
    }
}
