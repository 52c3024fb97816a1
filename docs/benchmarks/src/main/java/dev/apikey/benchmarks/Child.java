// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A server in a process of its own, so that its processor time and memory are nobody else's. It ends with this process, and leaves no files behind. */
final class Child implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("Listening on http://127\\.0\\.0\\.1:(\\d+)");
    private static final String KEY = "Key ";
    private static final Duration MAX_START = Duration.ofMinutes(2);
    private static final int LAST_LINES = 20;

    private final Process process;
    private final Folder folder;
    private final Thread hook;
    private final List<String> said;

    private Child(Process process, Folder folder, Thread hook, List<String> said) {
        this.process = process;
        this.folder = folder;
        this.hook = hook;
        this.said = said;
    }

    /** Starts a main class that says where it listens, and then how to stop it. */
    static Child start(String mainClass, Map<String, String> environment, String... arguments) throws IOException {
        Folder folder = Folder.create();
        try {
            return start(folder, mainClass, environment, arguments);
        } catch (IOException | RuntimeException failure) {
            folder.close();
            throw failure;
        }
    }

    /**
     * Runs a main class to its end, in a JVM of its own.
     *
     * @param option of the JVM
     * @return what it said
     * @throws IOException if it ends with another exit code than 0
     */
    static String run(String option, String mainClass, String... arguments) throws IOException {
        try (Folder folder = Folder.create()) {
            Process process = new ProcessBuilder(command(folder, List.of(option), mainClass, arguments))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(
                        mainClass + " " + String.join(" ", arguments) + " ended with " + exit + "; it said: " + told);
            }
            return told;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static List<String> command(Folder folder, List<String> options, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-Djava.io.tmpdir=" + folder.path(), "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Child start(Folder folder, String mainClass, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = command(folder, Heap.steady(1), mainClass, arguments);
        // A file takes whatever a server says, for as long as it runs. A pipe that nobody reads would stop it.
        Path output = folder.path().resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread hook = new Thread(() -> end(process, folder));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return new Child(process, folder, hook, awaitStart(process, mainClass, output));
        } catch (IOException | RuntimeException failure) {
            end(process, folder);
            Runtime.getRuntime().removeShutdownHook(hook);
            throw failure;
        }
    }

    /** @return what it said until then */
    private static List<String> awaitStart(Process process, String mainClass, Path output) throws IOException {
        long began = System.nanoTime();
        while (true) {
            boolean alive = process.isAlive();
            List<String> lines = new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (lines.stream().anyMatch(line -> line.startsWith("Stop it"))) {
                return lines;
            }
            if (!alive || System.nanoTime() - began > MAX_START.toNanos()) {
                throw new IOException(mainClass + (alive ? " takes too long to start" : " ended") + "; it said last:\n"
                        + lastOf(lines));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Without its tokens. */
    private static String lastOf(List<String> lines) {
        return lines.stream()
                .skip(Math.max(0, lines.size() - LAST_LINES))
                .filter(line -> !line.startsWith(KEY) && !line.contains("Bearer "))
                .collect(Collectors.joining("\n"));
    }

    /** The tokens that it showed. */
    List<String> keys() {
        return said.stream()
                .filter(line -> line.startsWith(KEY))
                .map(line -> line.substring(KEY.length()))
                .toList();
    }

    int port() {
        return said.stream()
                .map(ADDRESS::matcher)
                .filter(Matcher::find)
                .mapToInt(address -> Integer.parseInt(address.group(1)))
                .findFirst()
                .orElseThrow();
    }

    /** What its threads have computed so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What it occupies, in MiB; 0 where the system does not tell. */
    long residentMib() {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Ends it at once, as a crash would. */
    @Override
    public void close() {
        end(process, folder);
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private static void end(Process process, Folder folder) {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            folder.close();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }
}
