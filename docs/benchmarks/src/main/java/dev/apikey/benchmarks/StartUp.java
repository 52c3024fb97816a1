// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * What the library adds to the start of an application, in a JVM of its own each time: it is built, a key is issued, and a request with it is accepted. The
 * database's own start is not counted.
 */
public final class StartUp {

    private StartUp() {}

    static void print(PrintStream out, int times) throws IOException {
        out.printf("%n%s, medians of %d starts%n%n", Report.machine(), times);
        out.println("| Started | CPU time | wall time |");
        out.println("| --- | --- | --- |");
        for (String what : new String[] {"hmac-sha256", "argon2id", "hmac-sha256, H2 by JDBI"}) {
            long[] cpu = new long[times];
            long[] wall = new long[times];
            for (int i = 0; i < times; i++) {
                String[] told = start(what).split(" ");
                cpu[i] = Long.parseLong(told[0]);
                wall[i] = Long.parseLong(told[1]);
            }
            Arrays.sort(cpu);
            Arrays.sort(wall);
            out.printf("| %s | %s | %s |%n", what, Report.time(cpu[times / 2]), Report.time(wall[times / 2]));
        }
    }

    private static String start(String what) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartUp.class.getName(),
                        what)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /**
     * Started by {@link #print}.
     *
     * @param args what to start
     */
    public static void main(String[] args) {
        KeyStore store = args[0].endsWith("JDBI") ? null : KeyStore.inMemory();
        try (Databases database = store == null ? Databases.start("h2") : null) {
            long cpu = cpu();
            long wall = System.nanoTime();
            KeyStore used = database == null ? store : JdbiKeyStore.of(database.dataSource());
            try (ApiKeys apiKeys = Keys.builder(used)
                    .hasher(args[0].equals("argon2id") ? Argon2idHasher.recommended() : Keys.fastHasher())
                    .build()) {
                String token = Keys.issue(apiKeys, 1)[0];
                boolean accepted = apiKeys.authenticate(token, "benchmark") instanceof Authenticated;
                System.out.println((cpu() - cpu) + " " + (System.nanoTime() - wall) + (accepted ? "" : " refused"));
            }
        }
    }

    /** Of all threads, those of the compiler among them. */
    private static long cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return LongStream.of(threads.getAllThreadIds())
                .map(threads::getThreadCpuTime)
                .filter(nanos -> nanos > 0)
                .sum();
    }
}
