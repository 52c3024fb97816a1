// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The quickstart as a process of its own, as a user starts it. All that it prints is kept for the canary check. */
final class QuickstartProcess implements AutoCloseable {

    private static final Path LOGS = Path.of("target/quickstart");
    private static final Pattern LISTENING = Pattern.compile("Listening on (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern TOKEN = Pattern.compile("Bearer (acme_live_\\w+)");
    private static final String LAST_LINE = "Stop it with Ctrl-C.";
    private static final long SECONDS_TO_STOP = 30;

    private final Process process;
    private final BufferedReader output;
    private final List<String> printed;

    private QuickstartProcess(Process process, BufferedReader output, List<String> printed) {
        this.process = process;
        this.output = output;
        this.printed = printed;
    }

    /** Starts it on any free port unless the environment says another, and waits until it has said all that it says, or has ended. */
    static QuickstartProcess start(Path home, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dquickstart.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.apikey.quickstart.Main");
        Map<String, String> settings = new HashMap<>(Map.of("PORT", "0"));
        settings.putAll(environment);
        List.of("SERVER", "DATABASE", "HASHER", "PEPPER").forEach(builder.environment()::remove);
        builder.environment().putAll(settings);
        Process process = builder.redirectErrorStream(true).start();

        List<String> printed = new ArrayList<>();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null) {
            printed.add(line);
            line = line.equals(LAST_LINE) ? null : output.readLine();
        }
        Files.createDirectories(LOGS);
        Files.write(Files.createTempFile(LOGS, "quickstart-", ".log"), printed, StandardOpenOption.WRITE);
        return new QuickstartProcess(process, output, printed);
    }

    String printed() {
        return String.join("\n", printed) + "\n";
    }

    String address() {
        return first(LISTENING).orElseThrow(() -> new AssertionError("it does not listen"));
    }

    Optional<String> firstToken() {
        return first(TOKEN);
    }

    private Optional<String> first(Pattern pattern) {
        return printed.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }

    /** Waits for the end that it comes to by itself. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
            process.toHandle().destroyForcibly();
            throw new AssertionError("it does not end");
        }
        return process.exitValue();
    }

    /** Stops it as Ctrl-C does, by a signal that lets it clean up. */
    @Override
    public void close() throws IOException {
        // By its handle: Process.destroy would close the streams, and what it says at its end would be lost.
        process.toHandle().destroy();
        try {
            exitCode();
        } catch (InterruptedException stopped) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
        String rest = String.join("\n", output.lines().toList());
        Files.writeString(Files.createTempFile(LOGS, "quickstart-end-", ".log"), rest, StandardOpenOption.WRITE);
    }
}
