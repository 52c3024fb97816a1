// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the library adds to the start of an application, in a JVM of its own each time: it is built, a key is issued, and a request with it is accepted. The
 * database's own start, that of its pool, and making the tables are not counted; that the tables are looked for is. Once before anything else, where it also
 * pays for all that the JVM loads for whoever comes first, such as logging and lambdas; and once in an application whose server has answered a request.
 */
public final class StartUp {

    private static final String HMAC = "hmac-sha256";
    private static final String ARGON2ID = "argon2id";
    private static final String HMAC_BY_JDBI = "hmac-sha256, H2 by JDBI, which has its tables";
    private static final String NOTHING = "a JVM that has done nothing";
    private static final String TOMCAT = "a Tomcat that has answered a request";
    private static final Pattern TOLD = Pattern.compile("(\\d+) (\\d+)");

    private StartUp() {}

    /** What is started, and in what. */
    private record Kind(String what, String host) {}

    private record Took(double cpuNanos, double wallNanos) {}

    /** Measures and prints; all kinds take turns, in reversed order every second time. */
    static void print(PrintStream out, int times) throws IOException {
        List<Kind> kinds = Stream.of(HMAC, ARGON2ID, HMAC_BY_JDBI)
                .flatMap(what -> Stream.of(new Kind(what, NOTHING), new Kind(what, TOMCAT)))
                .collect(Collectors.toCollection(ArrayList::new));
        Map<Kind, List<Took>> took = new LinkedHashMap<>();
        kinds.forEach(kind -> took.put(kind, new ArrayList<>()));
        for (int i = 0; i < times; i++) {
            for (Kind kind : kinds) {
                took.get(kind).add(start(kind));
            }
            Collections.reverse(kinds);
        }
        Report.printHead(
                out,
                "medians of " + times + " starts",
                List.of("tomcat-embed-core", "argon2-jvm", "h2", "HikariCP", "jdbi3-core"));
        out.println("| Started | in | CPU time | noise | wall time | noise |");
        out.println("| --- | --- | --- | --- | --- | --- |");
        took.forEach((kind, all) -> {
            Spread cpu = Spread.of(all.stream().map(Took::cpuNanos).toList());
            Spread wall = Spread.of(all.stream().map(Took::wallNanos).toList());
            out.printf("| %s | %s | %s | %s |%n", kind.what, kind.host, time(cpu), time(wall));
        });
    }

    private static String time(Spread nanos) {
        return String.format(Locale.ROOT, "%.0f ms | ± %.0f ms", nanos.median() / 1e6, nanos.noise() / 1e6);
    }

    private static Took start(Kind kind) throws IOException {
        Matcher told = TOLD.matcher(Child.run("-Xmx1g", StartUp.class.getName(), kind.what, kind.host));
        if (!told.matches()) {
            throw new IOException(kind.what + " did not start, or its key was refused");
        }
        return new Took(Double.parseDouble(told.group(1)), Double.parseDouble(told.group(2)));
    }

    /**
     * Started by {@link #print}.
     *
     * @param args what to start, and in what
     */
    public static void main(String[] args) throws Exception {
        if (args[1].equals(TOMCAT)) {
            BareServer.startTomcatAndAskIt();
        }
        boolean inDatabase = args[0].equals(HMAC_BY_JDBI);
        try (Databases database = inDatabase ? tables() : null) {
            long cpu = cpu();
            long wall = System.nanoTime();
            KeyStore used = database == null ? KeyStore.inMemory() : storeIn(database);
            try (ApiKeys apiKeys = Keys.builder(used)
                    .hasher(args[0].equals(ARGON2ID) ? Argon2idHasher.recommended() : Keys.fastHasher())
                    .build()) {
                String token = Keys.issue(apiKeys, 1)[0];
                boolean accepted = apiKeys.authenticate(token, "benchmark") instanceof Authenticated;
                System.out.println((cpu() - cpu) + " " + (System.nanoTime() - wall) + (accepted ? "" : " refused"));
                System.exit(0); // The server would go on.
            }
        }
    }

    /** By plain JDBC, so that H2 is in use, and all of JDBI is yet to come. */
    private static Databases tables() throws SQLException {
        Databases database = Databases.start("h2");
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("runscript from 'classpath:dev/apikey/jdbc/h2/001-keys-and-events.sql'");
            statement.execute("select * from apikey_keys");
        }
        return database;
    }

    private static KeyStore storeIn(Databases database) {
        KeySchema.require(database.dataSource());
        return JdbiKeyStore.of(database.dataSource());
    }

    /** Of the whole process, the compiler and the collector included: a start is mostly theirs. */
    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
