// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

class MariaDbFaultsTest extends ServerFaultsContract {

    private final String reader = "reader_" + UUID.randomUUID().toString().substring(0, 8);

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

    /** By its rights: {@code read_only} is how a server says that it is a replica. */
    @Override
    protected List<String> endWriting() {
        return List.of("revoke insert, update, delete on *.* from " + reader);
    }

    @Override
    protected List<String> allowWriting() {
        return List.of("grant insert, update, delete on *.* to " + reader);
    }

    @Override
    protected EmptyDatabase reader(EmptyDatabase database) {
        Jdbi.create(database.unpooled()).useHandle(handle -> {
            handle.execute("create user " + reader + " identified by 'reader'");
            handle.execute("grant select, insert, update, delete on *.* to " + reader);
        });
        return database.as(reader, "reader");
    }
}
