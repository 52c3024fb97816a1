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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the library adds to the start of an application, in a JVM of its own each time: its tables are made, it is built, a key is issued, and a request with
 * it is accepted. The database's own start, and that of its pool, are not counted. Once before anything else, where it also pays for all that the JVM loads
 * for whoever comes first, such as logging and lambdas; and once in an application whose server has answered a request.
 */
public final class StartUp {

    private static final String TOMCAT = "a Tomcat that has answered a request";
    private static final Pattern TOLD = Pattern.compile("(\\d+) (\\d+)");

    private StartUp() {}

    static void print(PrintStream out, int times) throws IOException {
        out.printf("%n%s, medians of %d starts%n%n", Report.machine(), times);
        out.println("| Started | in | CPU time | wall time |");
        out.println("| --- | --- | --- | --- |");
        for (String what : new String[] {"hmac-sha256", "argon2id", "hmac-sha256, H2 by JDBI"}) {
            for (String host : new String[] {"a JVM that has done nothing", TOMCAT}) {
                print(out, times, what, host);
            }
        }
    }

    private static void print(PrintStream out, int times, String what, String host) throws IOException {
        long[] cpu = new long[times];
        long[] wall = new long[times];
        for (int i = 0; i < times; i++) {
            Matcher told = start(what, host);
            cpu[i] = Long.parseLong(told.group(1));
            wall[i] = Long.parseLong(told.group(2));
        }
        Arrays.sort(cpu);
        Arrays.sort(wall);
        out.printf("| %s | %s | %s | %s |%n", what, host, Report.time(cpu[times / 2]), Report.time(wall[times / 2]));
    }

    private static Matcher start(String what, String host) throws IOException {
        try (Folder folder = Folder.create()) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djava.io.tmpdir=" + folder.path(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            StartUp.class.getName(),
                            what,
                            host)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Matcher told = TOLD.matcher(
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            int exit = exitOf(process);
            if (exit != 0 || !told.matches()) {
                throw new IOException(what + " did not start, or its key was refused; exit code " + exit);
            }
            return told;
        }
    }

    private static int exitOf(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
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
        KeyStore store = args[0].endsWith("JDBI") ? null : KeyStore.inMemory();
        try (Databases database = store == null ? Databases.start("h2") : null) {
            long cpu = cpu();
            long wall = System.nanoTime();
            KeyStore used = database == null ? store : tablesIn(database);
            try (ApiKeys apiKeys = Keys.builder(used)
                    .hasher(args[0].equals("argon2id") ? Argon2idHasher.recommended() : Keys.fastHasher())
                    .build()) {
                String token = Keys.issue(apiKeys, 1)[0];
                boolean accepted = apiKeys.authenticate(token, "benchmark") instanceof Authenticated;
                System.out.println((cpu() - cpu) + " " + (System.nanoTime() - wall) + (accepted ? "" : " refused"));
                System.exit(0); // The server would go on.
            }
        }
    }

    private static KeyStore tablesIn(Databases database) {
        KeySchema.apply(database.dataSource());
        return JdbiKeyStore.of(database.dataSource());
    }

    /** Of the whole process, the compiler and the collector included: a start is mostly theirs. */
    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
