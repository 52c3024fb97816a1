// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

class MariaDbFaultsTest extends ServerFaultsContract {

    MariaDbFaultsTest() {
        super(new MariaDbServer().create());
    }

    @Override
    protected List<String> fillDisk() {
        return List.of("""
                create trigger disk_full before insert on apikey_events for each row
                signal sqlstate 'HY000' set mysql_errno = 1021, message_text = 'disk full'""");
    }

    @Override
    protected String diskFull() {
        return "1021";
    }

    @Override
    protected List<String> endWriting() {
        return List.of("set global read_only = on");
    }

    @Override
    protected List<String> allowWriting() {
        return List.of("set global read_only = off");
    }

    /** Administrators may write on a read-only server. */
    @Override
    protected EmptyDatabase reader(EmptyDatabase database) {
        String name = "reader_" + UUID.randomUUID().toString().substring(0, 8);
        Jdbi.create(database.unpooled()).useHandle(handle -> {
            handle.execute("create user " + name + " identified by 'reader'");
            handle.execute("grant select, insert, update, delete on *.* to " + name);
        });
        return database.as(name, "reader");
    }
}
