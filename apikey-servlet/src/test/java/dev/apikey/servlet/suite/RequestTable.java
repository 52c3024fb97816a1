// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import dev.apikey.servlet.Expected;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rows of {@code requests.md}, which explains itself. */
final class RequestTable {

    private static final String CRLF = "\r\n";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");
    private static final Pattern REPEATED = Pattern.compile("\\{(.)\\*(\\d+)}");

    private RequestTable() {}

    /** One row; shown by what it is about and where the rule comes from. */
    record Row(String what, List<String> requests, List<String> answers, String rule, List<Deviation> but) {

        /** What a container answers instead, and over which version, if not over both. */
        record Deviation(String container, String version, String answer) {

            static Deviation parse(String text) {
                String[] parts = text.split(": ", 2);
                String[] where = parts[0].split("/", 2);
                return new Deviation(where[0], where.length > 1 ? where[1] : "", parts[1]);
            }

            boolean isAbout(String name, String asked) {
                return (container.equals("any") || container.equals(name))
                        && List.of("", asked).contains(version);
            }
        }

        /** What this container answers over this version of HTTP, {@code 1} or {@code 2}; {@code unsaid} if it is not asked. */
        List<String> answersOf(String container, String version) {
            return but.stream()
                    .filter(deviation -> deviation.isAbout(container, version))
                    .findFirst()
                    .map(deviation -> List.of(deviation.answer().split(", then ", -1)))
                    .orElse(answers);
        }

        /** Whether it is about what only HTTP/1.1 has: a version, several requests at once, folded lines, bodies with a length. */
        boolean isAboutHttp1() {
            String request = requests.get(0);
            return requests.size() > 1
                    || request.lines().findFirst().orElseThrow().contains(" HTTP/")
                    || request.contains(CRLF + " ")
                    || request.contains(CRLF + CRLF);
        }

        /** The requests as they go out over HTTP/1.1. */
        String overHttp1() {
            StringBuilder bytes = new StringBuilder();
            for (String request : requests) {
                String[] lines = request.split(CRLF, 2);
                String line =
                        lines[0].contains(" HTTP/") ? lines[0] : lines[0] + " HTTP/1.1" + CRLF + "Host: localhost";
                String rest = lines.length > 1 ? CRLF + lines[1] : "";
                bytes.append(line).append(rest).append(rest.contains(CRLF + CRLF) ? "" : CRLF + CRLF);
            }
            return bytes.toString();
        }

        @Override
        public String toString() {
            return what + " (" + rule + ")";
        }
    }

    static List<Row> rows() {
        List<Row> rows = text().lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| What ") && !line.startsWith("| ---"))
                .map(RequestTable::row)
                .toList();
        rows.forEach(
                row -> Stream.concat(row.answers().stream(), row.but().stream().map(Row.Deviation::answer))
                        .flatMap(answer -> Stream.of(answer.split(", then ", -1)))
                        .filter(answer -> !List.of("unsaid", "closed").contains(answer))
                        .map(answer -> answer.replace(" without body", "").replace(" or closed", ""))
                        .forEach(Expected::parse));
        return rows;
    }

    private static Row row(String line) {
        List<String> cells =
                Stream.of(line.substring(1).split("\\|", -1)).map(String::strip).toList();
        if (cells.size() != 6) {
            throw new IllegalArgumentException("a row must have five cells: " + line);
        }
        List<String> requests = CODE.matcher(cells.get(1))
                .results()
                .map(code -> bytes(code.group(1)))
                .toList();
        List<Row.Deviation> but = cells.get(4).isEmpty()
                ? List.of()
                : Stream.of(cells.get(4).split("; ", -1))
                        .map(Row.Deviation::parse)
                        .toList();
        return new Row(cells.get(0), requests, List.of(cells.get(2).split(", then ", -1)), cells.get(3), but);
    }

    private static String bytes(String code) {
        String text = code.replace("⏎", CRLF).replace("\\t", "\t");
        text = REPEATED.matcher(text).replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))));
        return BYTE.matcher(text).replaceAll(found -> {
            char character = (char) Integer.parseInt(found.group(1), 16);
            return character == '\\' ? "\\\\" : String.valueOf(character);
        });
    }

    private static String text() {
        try (InputStream table = Objects.requireNonNull(RequestTable.class.getResourceAsStream("requests.md"))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
