// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.spi.KeyStoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A kind of database that there is SQL for, and how to change its schema such that nobody else does so at the same time. */
enum DatabaseProduct {
    H2 {
        /** H2 has no lock to ask for, and ends a transaction with every table that it creates. So one connection keeps a row that others would collide with. */
        @Override
        void whileNobodyElse(Jdbi jdbi, Consumer<Handle> work) {
            jdbi.useHandle(lock -> {
                lock.execute("create table if not exists apikey_schema (version integer not null primary key)");
                int timeout = ask(lock, "select lock_timeout()");
                lock.execute("set lock_timeout " + LOCK_TIMEOUT_SECONDS * 1000);
                lock.begin();
                try {
                    lock.execute("insert into apikey_schema (version) values (0)");
                    try (Handle another = another(jdbi)) {
                        work.accept(another);
                    }
                } finally {
                    lock.rollback();
                    lock.execute("set lock_timeout " + timeout);
                }
            });
        }

        private Handle another(Jdbi jdbi) {
            try {
                return jdbi.open();
            } catch (ConnectionException failure) {
                throw new KeyStoreException(
                        "to apply the schema on H2 takes two connections at once, and no second one was to be had: let the pool have two",
                        failure);
            }
        }

        /** Only of one that has changed something; others lose nothing. */
        @Override
        String isInTransaction() {
            return "select transaction_id() is not null";
        }
    },

    POSTGRESQL {
        /** The number is one that no other application in the same database is likely to choose. */
        @Override
        void whileNobodyElse(Jdbi jdbi, Consumer<Handle> work) {
            whileLocked(
                    jdbi,
                    "select 1 from pg_advisory_lock(4846520190211)",
                    "select 1 from pg_advisory_unlock(4846520190211)",
                    work);
        }

        /**
         * A transaction that looked at a table has a lock on it; one that only a pool's test of the connection began has none. Predicate locks are of
         * serializable transactions, and outlive them.
         */
        @Override
        String isInTransaction() {
            return "select count(*) > 0 from pg_locks"
                    + " where pid = pg_backend_pid() and relation >= 16384 and mode <> 'SIReadLock'";
        }

        @Override
        boolean isReplica(Handle handle) {
            return handle.createQuery("select pg_is_in_recovery()")
                    .mapTo(Boolean.class)
                    .one();
        }

        @Override
        void require(Handle handle) {
            String encoding = handle.createQuery("show server_encoding")
                    .mapTo(String.class)
                    .one();
            if (!encoding.equals("UTF8")) {
                throw new IllegalStateException("the PostgreSQL database is encoded in " + encoding
                        + ", which does not hold every text: create one with encoding 'UTF8'");
            }
        }
    },

    MARIADB {
        /** The name counts on the whole server; the database's own is in it. */
        @Override
        void whileNobodyElse(Jdbi jdbi, Consumer<Handle> work) {
            String name = "concat('apikey_schema.', md5(coalesce(database(), '')))";
            whileLocked(
                    jdbi,
                    "select get_lock(" + name + ", " + LOCK_TIMEOUT_SECONDS + ")",
                    "select release_lock(" + name + ")",
                    work);
        }

        @Override
        String isInTransaction() {
            return "select @@in_transaction";
        }

        /** It does not tell everybody whether it copies from another one; that nobody is to write to it, it does. */
        @Override
        boolean isReplica(Handle handle) {
            String readOnly = handle.createQuery("select @@global.read_only")
                    .mapTo(String.class)
                    .one();
            return !readOnly.equals("0") && !readOnly.equals("OFF");
        }
    };

    private static final int LOCK_TIMEOUT_SECONDS = 30;

    /**
     * The product on the other end of a connection.
     *
     * @throws IllegalStateException if there is no SQL for it, or it cannot hold what we store
     */
    static DatabaseProduct of(Handle handle) {
        String name = productName(handle);
        DatabaseProduct product = named(name)
                .orElseThrow(() -> new IllegalStateException("apikey has no schema for " + name
                        + ": use H2, PostgreSQL, or MariaDB with MariaDB's own driver, or write a KeyStore for "
                        + name));
        product.require(handle);
        return product;
    }

    private static Optional<DatabaseProduct> named(String name) {
        return Stream.of(values())
                .filter(one -> one.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /**
     * Refuses to read on a server where changes arrive late, or not at all: a replica, or one that was demoted to be one.
     *
     * @throws KeyStoreException if this is one
     */
    static void requireNoReplica(Handle handle) {
        if (named(productName(handle))
                .filter(product -> product.isReplica(handle))
                .isPresent()) {
            throw new KeyStoreException(
                    "the database server is a replica, or read-only as one: changes are made elsewhere, connect to where they are made",
                    null);
        }
    }

    /** Whether somebody has begun a transaction on this connection and not ended it. Of other products, nobody knows. */
    static boolean isInTransaction(Connection connection) throws SQLException {
        Optional<DatabaseProduct> product = named(connection.getMetaData().getDatabaseProductName());
        if (product.isEmpty()) {
            return false;
        }
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(product.get().isInTransaction())) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private static String productName(Handle handle) {
        try {
            return handle.getConnection().getMetaData().getDatabaseProductName();
        } catch (SQLException failure) {
            throw new IllegalStateException("the database did not tell its product name", failure);
        }
    }

    /** Where this product's files are. */
    String folder() {
        return "dev/apikey/jdbc/" + name().toLowerCase(Locale.ROOT) + "/";
    }

    /** Does something to the schema, on a connection of its own, once nobody else does. */
    abstract void whileNobodyElse(Jdbi jdbi, Consumer<Handle> work);

    /** The question whether a transaction is under way on the connection that asks it. */
    abstract String isInTransaction();

    /** Whether changes are made on another server than this. */
    boolean isReplica(Handle handle) {
        return false;
    }

    /** Refuses a database of this product that cannot hold what we store, by an {@link IllegalStateException}. */
    void require(Handle handle) {}

    /** Both locks are the session's: whatever becomes of it, they end with it. */
    private static void whileLocked(Jdbi jdbi, String lock, String unlock, Consumer<Handle> work) {
        jdbi.useHandle(handle -> {
            if (ask(handle, lock) != 1) {
                throw new KeyStoreException(
                        "somebody else has been applying the schema for " + LOCK_TIMEOUT_SECONDS + " seconds", null);
            }
            try {
                work.accept(handle);
            } finally {
                ask(handle, unlock);
            }
        });
    }

    private static int ask(Handle handle, String question) {
        return handle.createQuery(question)
                .setQueryTimeout(LOCK_TIMEOUT_SECONDS)
                .map((row, context) -> row.getInt(1))
                .one();
    }
}
