// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** For a file that grows no further PostgreSQL has no code of its own, unlike for a full disk. */
class PostgresFullDiskTest extends FullDiskContract {

    @Override
    protected LimitedServer start(Path folder) throws IOException {
        Path data = folder.resolve("data");
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPGStartupWait(Duration.ofMinutes(3))
                .start();
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
        String process = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        return new LimitedServer(
                new EmptyDatabase(url, "postgres", "postgres"), Long.parseLong(process), () -> stop(postgres));
    }

    private static void stop(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    protected String numbers(int count) {
        return "select n from generate_series(1, " + count + ") as series (n)";
    }

    @Override
    protected String diskFull() {
        return "SQL state XX000";
    }
}
