// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** One table, as Markdown. */
record Report(Table table, int threads, boolean full) {

    void print(List<Row> rows, PrintStream out) {
        printHead(out, (full ? "full" : "quick") + ", threads: " + threads, table.libraries());
        List<String> columns = columns();
        printLine(columns, out);
        printLine(Collections.nCopies(columns.size(), "---"), out);
        rows.stream().sorted(order()).forEach(row -> printLine(cells(row, rows), out));
    }

    /**
     * What stands above a table: the machine, how it was measured, and with what.
     *
     * @param libraries as Maven calls them; none if only our own code is measured
     */
    static void printHead(PrintStream out, String how, List<String> libraries) {
        out.printf("%n%s, %s%n%n", machine(), how);
        if (!libraries.isEmpty()) {
            out.printf("With %s.%n%n", Versions.of(libraries));
        }
    }

    private static void printLine(List<String> cells, PrintStream out) {
        out.println("| " + String.join(" | ", cells) + " |");
    }

    private Comparator<Row> order() {
        return Comparator.<Row>comparingInt(
                        row -> row.parameter() == null || table.parameters().size() == 1
                                ? -1
                                : table.parameters().indexOf(row.parameter()))
                .thenComparing(row -> table.names().indexOf(row.name()));
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>();
        columns.add(
                table.parameters().size() == 1
                        ? "Work, " + words(table.parameters().get(0))
                        : "Work");
        columns.addAll(List.of("CPU time", "noise"));
        table.subtracted().ifPresent(name -> columns.add("more than " + table.label(name)));
        columns.add("against " + table.against());
        columns.add("wall time");
        if (table.hasDatabase()) {
            columns.add("wall time against " + table.against());
        }
        if (table.isCold()) {
            columns.add("look-ups");
        }
        columns.add("allocated");
        return columns;
    }

    private List<String> cells(Row row, List<Row> rows) {
        Row floor = sameWith(table.floor(), row, rows);
        double subtracted =
                table.subtracted().map(name -> sameWith(name, row, rows).cpu()).orElse(0.0);
        List<String> cells = new ArrayList<>();
        cells.add(label(row));
        cells.add(time(row.cpu()));
        cells.add(String.format(Locale.ROOT, "± %.0f %%", 100 * row.noise()));
        if (table.subtracted().isPresent()) {
            cells.add(time(row.cpu() - subtracted));
        }
        cells.add(ratio((row.cpu() - subtracted) / (floor.cpu() - subtracted)));
        cells.add(time(row.wall()));
        if (table.hasDatabase()) {
            cells.add(ratio(row.wall() / floor.wall()));
        }
        if (table.isCold()) {
            cells.add(String.format(Locale.ROOT, "%.2f", row.misses()));
        }
        cells.add(String.format(Locale.ROOT, "%,d B", Math.round(row.allocated())));
        return cells;
    }

    /** The Java and the machine, for the head of a table. */
    private static String machine() {
        return "JDK %s (%s), %s, %d × %s"
                .formatted(
                        System.getProperty("java.version"),
                        System.getProperty("java.vendor"),
                        System.getProperty("os.name"),
                        Runtime.getRuntime().availableProcessors(),
                        cpuModel());
    }

    private String label(Row row) {
        String label = table.label(row.name());
        return row.parameter() == null || table.parameters().size() == 1
                ? label
                : label + ", " + words(row.parameter());
    }

    private static String words(String parameter) {
        return switch (parameter) {
            case "h2" -> "H2 in memory";
            case "postgresql" -> "PostgreSQL";
            default -> String.format(Locale.ROOT, "%,d keys", Integer.parseInt(parameter));
        };
    }

    /** That with the same parameter, or the one without any. */
    private static Row sameWith(String name, Row row, List<Row> rows) {
        return rows.stream()
                .filter(other -> other.name().equals(name))
                .filter(other -> other.parameter() == null || other.parameter().equals(row.parameter()))
                .findFirst()
                .orElseThrow();
    }

    static String time(double nanos) {
        String unit = nanos < 10_000 ? "%.0f ns" : nanos < 10_000_000 ? "%.1f µs" : "%.1f ms";
        double scale = nanos < 10_000 ? 1 : nanos < 10_000_000 ? 1_000 : 1_000_000;
        return String.format(Locale.ROOT, unit, nanos / scale);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.0f", ratio);
    }

    private static String cpuModel() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        try {
            return Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
