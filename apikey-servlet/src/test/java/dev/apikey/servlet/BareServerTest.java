// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A server that has the servlet API and nothing else of Jakarta: {@code jakarta.annotation} is not on the class path. */
class BareServerTest {

    /** Loads our classes anew, and nothing of {@code jakarta.annotation} for them. */
    private static final class WithoutAnnotations extends URLClassLoader {

        WithoutAnnotations() {
            super(
                    new URL[] {home(ApiKeyFilter.class), home(BareServerTest.class)},
                    BareServerTest.class.getClassLoader());
        }

        private static URL home(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jakarta.annotation.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.apikey.servlet.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    @RolesAllowed("files:write")
    private static final class Annotated extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.setContentLength(0);
        }
    }

    /** What runs in that class loader. Answers with statuses, because its types are others there. */
    public static final class Scenario implements Callable<List<Integer>> {

        @Override
        public List<Integer> call() throws IOException {
            Tokens tokens = Tokens.create();
            try (TomcatServer server = TomcatServer.start((tomcat, application) -> {
                application.setParentClassLoader(Scenario.class.getClassLoader());
                application.addServletContainerInitializer(
                        (classes, context) -> {
                            context.addServlet("annotated", new Annotated()).addMapping("/annotated", "/files/a");
                            ApiKeyFilter.builder(tokens.apiKeys())
                                    .rules("GET /files/** files:read")
                                    .build()
                                    .addTo(context, "/*");
                        },
                        Set.of());
            })) {
                return List.of(
                        Annotated.class.getAnnotations().length,
                        status(server, "/files/a", tokens.fill("{reader}")),
                        status(server, "/files/a", tokens.fill("{writer}")),
                        status(server, "/annotated", tokens.fill("{default reader}")),
                        status(server, "/annotated", tokens.fill("{reader}")),
                        status(server, "/annotated", "none"));
            }
        }

        private static int status(TomcatServer server, String path, String token) throws IOException {
            return server.send(RawHttp.request("GET " + path, "Authorization: Bearer " + token))
                    .status();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void isGuardedByRulesAlone() throws Exception {
        try (WithoutAnnotations loader = new WithoutAnnotations()) {
            assertThat(catchThrowable(() -> loader.loadClass(RolesAllowed.class.getName())))
                    .isInstanceOf(ClassNotFoundException.class);
            Class<?> scenario = loader.loadClass(Scenario.class.getName());
            assertThat(scenario).isNotSameAs(Scenario.class);
            Callable<List<Integer>> there =
                    (Callable<List<Integer>>) scenario.getConstructor().newInstance();
            assertThat(there.call()).containsExactly(0, 200, 403, 200, 403, 401);
        }
    }

    /** The same servlet, with its annotation to be seen. */
    @Test
    void isAnotherWhereTheAnnotationsAreThere() throws Exception {
        assertThat(new Scenario().call()).containsExactly(1, 403, 403, 403, 403, 401);
    }
}
