// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.util.List;

class PostgresFaultsTest extends ServerFaultsContract {

    PostgresFaultsTest() {
        super(new PostgresServer().create());
    }

    @Override
    protected List<String> fillDisk() {
        return List.of("""
                create function disk_full() returns trigger language plpgsql as
                $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$""", """
                create trigger disk_full before insert on apikey_events for each row execute function disk_full()""");
    }

    @Override
    protected String diskFull() {
        return "53100";
    }

    @Override
    protected List<String> endWriting() {
        return List.of("""
                do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$""");
    }

    @Override
    protected List<String> allowWriting() {
        return List.of("set session characteristics as transaction read write", """
                do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$""");
    }

    @Override
    protected EmptyDatabase reader(EmptyDatabase database) {
        return database;
    }
}
