// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An H2 database by its JDBC URL.
 *
 * @param url starts with {@code jdbc:h2:}
 */
record Database(String url) {

    private static final String H2 = "jdbc:h2:";

    /** @throws IllegalArgumentException if it is a database of another kind */
    Database {
        if (!url.startsWith(H2)) {
            throw new IllegalArgumentException("DATABASE must be the JDBC URL of an H2 database, such as"
                    + " jdbc:h2:file:/tmp/quickstart; leave it out for a file in the example's target folder");
        }
        if (place(url).equals("mem:")) {
            throw new IllegalArgumentException(
                    "DATABASE must name a database in memory, such as jdbc:h2:mem:quickstart:"
                            + " without a name, each connection gets one of its own");
        }
    }

    /** A database in a file of this folder. */
    static Database in(Path folder) {
        return new Database(H2 + "file:" + folder.toAbsolutePath().resolve("quickstart"));
    }

    /** The URL to open it by: our own shutdown closes it, not H2's while requests still run; its errors are ours to report. */
    String urlToOpen() {
        return url + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }

    boolean isInMemory() {
        return place().startsWith("mem:");
    }

    /** The file that holds the data; empty if the database is in memory or on a server. */
    Optional<Path> file() {
        return base().map(base -> base.resolveSibling(base.getFileName() + ".mv.db"));
    }

    /** Where a file of ours lies beside the database. */
    Optional<Path> fileBeside(String suffix) {
        return base().map(base -> base.resolveSibling(base.getFileName() + suffix));
    }

    private Optional<Path> base() {
        String place = place().startsWith("file:") ? place().substring("file:".length()) : place();
        boolean elsewhere = place.matches("[A-Za-z]{2,}:.*");
        String expanded = place.startsWith("~") ? System.getProperty("user.home") + place.substring(1) : place;
        return elsewhere ? Optional.empty() : Optional.of(Path.of(expanded).toAbsolutePath());
    }

    private String place() {
        return place(url);
    }

    private static String place(String url) {
        String[] placeAndOptions = url.substring(H2.length()).split(";", 2);
        return placeAndOptions[0];
    }
}
