// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, so that its processor time and memory are nobody else's. */
final class Child implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("Listening on http://127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final int port;
    private final List<String> keys;

    private Child(Process process, int port, List<String> keys) {
        this.process = process;
        this.port = port;
        this.keys = keys;
    }

    /** Starts a main class that says where it listens; whatever else it says is not kept. */
    static Child start(String mainClass, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        int port = 0;
        List<String> keys = new ArrayList<>();
        for (String line = lines.readLine(); line != null && !line.startsWith("Stop it"); line = lines.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            port = address.find() ? Integer.parseInt(address.group(1)) : port;
            if (line.startsWith("Key ")) {
                keys.add(line.substring("Key ".length()));
            }
        }
        if (port == 0) {
            process.destroyForcibly();
            throw new IOException(mainClass + " did not start");
        }
        return new Child(process, port, keys);
    }

    /** The tokens that it showed. */
    List<String> keys() {
        return keys;
    }

    int port() {
        return port;
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
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
