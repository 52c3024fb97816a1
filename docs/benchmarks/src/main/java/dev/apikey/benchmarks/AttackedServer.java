// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.EngineState;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.quickstart.WebApplication;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** What {@link Attack} attacks: the quickstart's application on Tomcat, and beside it one that tells what hashing does. Runs until it is killed. */
public final class AttackedServer {

    /** Of the quickstart's application, for any key. */
    static final String PATH = "/api/2.0/people/@self";

    /** Of the application beside it: how many slow hashes there were. */
    static final String HASHES = "/hashes";

    private AttackedServer() {}

    private static final class HashesServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient ApiKeys apiKeys;

        HashesServlet(ApiKeys apiKeys) {
            this.apiKeys = apiKeys;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            EngineState.SlowHashes hashing = apiKeys.state().hashing();
            response.setContentType("text/plain");
            response.getOutputStream().print(hashing.computed());
        }
    }

    /** Static, because containers want to know its class. */
    private static final class Counter implements ServletContainerInitializer {

        private final ApiKeys apiKeys;

        Counter(ApiKeys apiKeys) {
            this.apiKeys = apiKeys;
        }

        @Override
        public void onStartup(Set<Class<?>> classes, ServletContext context) {
            context.addServlet("hashes", new HashesServlet(apiKeys)).addMapping("");
        }
    }

    /**
     * Started by {@link Victim}.
     *
     * @param args where to listen, 0 = any free port; the JDBC URL of an H2 database with keys in it; {@code argon2id} or {@code hmac-sha256}; the pepper of
     *     the latter in base64
     */
    public static void main(String[] args) throws Exception {
        ConnectionPool pool = ConnectionPool.open(args[1] + ";DB_CLOSE_ON_EXIT=FALSE", "sa", "");
        ApiKeys apiKeys = WebApplication.keys(JdbiKeyStore.of(pool.dataSource()))
                .hasher(Victim.hasher(args[2], Base64.getDecoder().decode(args[3])))
                .build();
        BareServer.announce(BareServer.tomcat(
                Map.of("", new WebApplication(apiKeys, pool.dataSource()), HASHES, new Counter(apiKeys)),
                Integer.parseInt(args[0])));
    }
}
