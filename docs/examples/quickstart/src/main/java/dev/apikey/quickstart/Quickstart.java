// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The example, running: its database, its keys and its server. */
final class Quickstart implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(Quickstart.class.getName());

    private final Database database;
    private final Deque<AutoCloseable> opened;
    private final Server server;
    private final Optional<IssuedKey> firstKey;

    private Quickstart(Database database, Deque<AutoCloseable> opened, Server server, Optional<IssuedKey> firstKey) {
        this.database = database;
        this.opened = opened;
        this.server = server;
        this.firstKey = firstKey;
    }

    /**
     * Opens the database, starts the server, and issues a first key if none has ever been issued.
     *
     * @throws RuntimeException saying what is wrong and what to do; nothing is left open then
     */
    static Quickstart start(Settings settings) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            ConnectionPool pool = ConnectionPool.open(settings.database().urlToOpen(), "sa", "");
            opened.push(pool);
            open(pool);
            KeyStore store = JdbiKeyStore.of(pool.dataSource());
            ApiKeys.Builder builder = WebApplication.keys(store);
            Hashers.choose(builder, settings);
            ApiKeys apiKeys = builder.build();
            opened.push(apiKeys);
            WebApplication application = new WebApplication(apiKeys, pool.dataSource());
            Server server = Server.start(settings.server(), settings.port(), application);
            opened.push(server);
            return new Quickstart(settings.database(), opened, server, firstKey(apiKeys, store));
        } catch (RuntimeException failure) {
            closeAll(opened);
            throw failure;
        }
    }

    private static void open(ConnectionPool pool) {
        try {
            KeySchema.apply(pool.dataSource());
        } catch (KeyStoreException failure) {
            throw new IllegalStateException(
                    "DATABASE cannot be opened: stop another quickstart that may be using it, or let"
                            + " DATABASE name a place that can be written",
                    failure);
        }
    }

    private static Optional<IssuedKey> firstKey(ApiKeys apiKeys, KeyStore store) {
        if (!store.events(1, 1).isEmpty()) {
            return Optional.empty();
        }
        Authority ada = Authority.of(new Actor("ada", "Ada"), Permissions.of("*"));
        return Optional.of(apiKeys.administer(ada).issue(KeyRequest.of("First key", Permissions.of("*"))));
    }

    /** Says where it listens, and shows the first key, this once. */
    void announceOn(PrintStream out) {
        String address = "http://127.0.0.1:" + server.port();
        out.println("Listening on " + address);
        firstKey.ifPresentOrElse(
                issued -> out.printf(
                        "%nThe first key has full access and is shown only now. Try it:%n%n"
                                + "  curl -H 'Authorization: Bearer %s' %s/api/2.0/people/@self%n%n",
                        issued.revealToken(), address),
                () -> out.printf("%nKeys were issued before; they are in %s.%n%s%n%n", whereabouts(), startOver()));
        out.println("Stop it with Ctrl-C.");
    }

    private String whereabouts() {
        return database.file().map(Object::toString).orElseGet(() -> "the database that DATABASE names");
    }

    private String startOver() {
        return database.file()
                .map(file -> "To start over with a new first key, stop, then delete that file: rm '" + file + "'")
                .orElse("To start over with a new first key, stop, then let DATABASE name an empty database.");
    }

    /** Ends the server, then the keys, then the database. */
    @Override
    public void close() {
        closeAll(opened);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                LOGGER.log(Level.WARNING, "something of the quickstart did not close", failure);
            }
        }
    }
}
