// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.util.UUID;

/** H2, in memory or in files. */
final class H2Server implements DatabaseServer {

    private final String place;
    private final String settings;

    H2Server() {
        this("mem:", "");
    }

    /**
     * @param place what comes before the name of a database in its URL, such as {@code file:/tmp/}
     * @param settings what comes behind it
     */
    H2Server(String place, String settings) {
        this.place = place;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "h2";
    }

    @Override
    public EmptyDatabase create() {
        EmptyDatabase database = new EmptyDatabase("jdbc:h2:" + place + UUID.randomUUID() + settings, "sa", "");
        // Said once and not in the URL, which only an administrator could use then.
        database.at(database.url() + ";DB_CLOSE_DELAY=-1").open().close();
        return database;
    }

    @Override
    public String setTimeZone(String zone) {
        return "set time zone '" + zone + "'";
    }

    @Override
    public String createUser(String name, String password) {
        return "create user " + name + " password '" + password + "'";
    }

    @Override
    public String analyze(String table) {
        return "analyze table " + table;
    }

    @Override
    public boolean isByIndex(String plan) {
        boolean sorts = plan.contains("ORDER BY") && !plan.contains("index sorted");
        // H2 does not read an index backwards within one owner, actor or key: it sorts what it finds there.
        return !plan.contains("tableScan") && (!sorts || plan.contains(" = ?1"));
    }

    @Override
    public boolean createsTablesInTransactions() {
        return false;
    }

    /** It has no lock to ask for: one connection keeps a row. */
    @Override
    public int connectionsToApplySchema() {
        return 2;
    }
}
