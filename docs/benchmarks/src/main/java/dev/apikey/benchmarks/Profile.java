// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time of a warm request goes: the lines at which the JVM's flight recorder finds the thread that decides, 1,024 keys at random. In a JVM of its own,
 * which knows the line of every instruction. The recorder cannot see into what the JVM replaces by instructions of the processor, such as the digest.
 */
final class Profile {

    private static final int KEYS = 1_024;
    private static final int LINES = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private Profile() {}

    /**
     * Measures and prints.
     *
     * @param times in how many JVMs, one after the other
     * @param seconds how long it is recorded in each
     */
    static void print(PrintStream out, int times, double seconds) throws IOException {
        List<Map<String, Double>> recordings = new ArrayList<>();
        try (Folder folder = Folder.create()) {
            for (int i = 0; i < times; i++) {
                Path recorded = folder.path().resolve("warm" + i + ".jfr");
                recordTo(recorded, Duration.ofMillis(Math.round(seconds * 1_000)));
                recordings.add(shares(RecordingFile.readAllEvents(recorded)));
            }
        }
        print(out, recordings);
    }

    private static void recordTo(Path recorded, Duration time) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:+DebugNonSafepoints",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Profile.class.getName(),
                        recorded.toString(),
                        String.valueOf(time.toMillis()))
                .inheritIO()
                .start();
        try {
            if (child.waitFor() != 0) {
                throw new IOException("the process that is profiled ended with " + child.exitValue());
            }
        } catch (InterruptedException stopped) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    /** What each line has of the whole. */
    private static Map<String, Double> shares(List<RecordedEvent> events) {
        List<String> lines = events.stream()
                .filter(event -> event.getStackTrace() != null
                        && isDeciding(event.getStackTrace().getFrames()))
                .map(event -> name(event.getStackTrace().getFrames().get(0)))
                .toList();
        Map<String, Double> shares = new HashMap<>();
        lines.forEach(line -> shares.merge(line, 1.0 / lines.size(), Double::sum));
        return shares;
    }

    private static void print(PrintStream out, List<Map<String, Double>> recordings) {
        Report.printHead(out, "medians of " + recordings.size() + " recordings", List.of());
        out.println("| Line | share | noise |");
        out.println("| --- | --- | --- |");
        Map<String, Spread> lines = new HashMap<>();
        recordings.stream()
                .flatMap(recording -> recording.keySet().stream())
                .distinct()
                .forEach(line -> lines.put(
                        line,
                        Spread.of(recordings.stream()
                                .map(recording -> recording.getOrDefault(line, 0.0))
                                .toList())));
        lines.entrySet().stream()
                .sorted(Map.Entry.<String, Spread>comparingByValue(Comparator.comparingDouble(Spread::median))
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(LINES)
                .forEach(line -> out.printf(
                        Locale.ROOT,
                        "| `%s` | %.1f %% | ± %.1f %% |%n",
                        line.getKey(),
                        100 * line.getValue().median(),
                        100 * line.getValue().noise()));
    }

    private static boolean isDeciding(List<RecordedFrame> frames) {
        return frames.stream().anyMatch(frame -> frame.getMethod().getName().equals("decideAll"));
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName() + ":" + frame.getLineNumber();
    }

    /**
     * Started by {@link #print}.
     *
     * @param args the file to write, and for how many milliseconds to record
     */
    public static void main(String[] args) throws IOException {
        try (ApiKeys apiKeys = Keys.builder(KeyStore.inMemory())
                        .hasher(Keys.fastHasher())
                        .build();
                Recording recording = new Recording()) {
            String[] tokens = Keys.issue(apiKeys, KEYS);
            Keys.awaitFeed(apiKeys, KEYS);
            Duration time = Duration.ofMillis(Long.parseLong(args[1]));
            decideAll(apiKeys, tokens, time.compareTo(WARM_UP) < 0 ? time : WARM_UP);
            recording
                    .enable("jdk.ExecutionSample")
                    .withPeriod(Duration.ofMillis(1))
                    .withStackTrace();
            recording.start();
            decideAll(apiKeys, tokens, time);
            recording.stop();
            recording.dump(Path.of(args[0]));
        }
    }

    private static void decideAll(ApiKeys apiKeys, String[] tokens, Duration time) {
        WarmBenchmark.Turn turn = new WarmBenchmark.Turn();
        long began = System.nanoTime();
        do {
            for (int i = 0; i < KEYS; i++) {
                Keys.accept(apiKeys, tokens[turn.of(KEYS)]);
            }
        } while (System.nanoTime() - began < time.toNanos());
    }
}
