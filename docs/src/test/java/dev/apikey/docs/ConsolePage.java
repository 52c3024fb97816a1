// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Types what a page tells a reader to type, all of it in one shell, and holds what comes back against what the page shows. A {@code console} block is
 * commands after {@code $}, each with its output behind it; a backslash at the end of a line continues a command.
 */
final class ConsolePage implements AutoCloseable {

    record Step(String command, String output) {}

    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("(?:.*\\\\\n)*.*\n?");
    private static final Pattern ISSUED =
            Pattern.compile("\"id\":\"([0-9a-f-]{36})\".*\"key\":\"(acme_live_[0-9a-zA-Z_]{76})\"");
    private static final String END = "--- end of a step ---";

    private final List<Step> steps;
    private final Process shell;
    private final BufferedWriter input;
    private final BufferedReader output;

    private ConsolePage(List<Step> steps, Process shell) {
        this.steps = steps;
        this.shell = shell;
        this.input = shell.outputWriter(StandardCharsets.UTF_8);
        this.output = shell.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Opens a shell for the steps of a page.
     *
     * @param page its path from the root of the repository
     * @param folder where they are taken
     * @param variables what the shell knows from the beginning
     */
    static ConsolePage open(String page, Path folder, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "--norc").directory(folder.toFile());
        builder.environment().putAll(variables);
        Process shell = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new ConsolePage(steps(Repository.read(Repository.ROOT.resolve(page))), shell);
    }

    private static List<Step> steps(String page) {
        List<Step> steps = new ArrayList<>();
        BLOCK.matcher(page).results().forEach(block -> {
            for (String part : ("\n" + block.group(1)).split("\n\\$ ", -1)) {
                Matcher command = COMMAND.matcher(part);
                if (!part.isBlank() && command.lookingAt()) {
                    steps.add(new Step(command.group().strip(), part.substring(command.end())));
                }
            }
        });
        return steps;
    }

    List<Step> steps() {
        return steps;
    }

    /** Takes every step. */
    void show() throws IOException {
        for (Step step : steps) {
            show(step);
        }
    }

    /** Takes a step. Whoever is told to keep the id and the token of a new key finds them in {@code ID} and {@code KEY}. */
    void show(Step step) throws IOException {
        String shown = type(step.command());
        assertThat(normalized(shown)).as(step.command()).isEqualTo(normalized(step.output()));
        Matcher issued = ISSUED.matcher(shown);
        if (issued.find()) {
            type("ID=" + issued.group(1) + " KEY=" + issued.group(2));
        }
    }

    /** What the shell says to a command. */
    String type(String command) throws IOException {
        // Nothing but the command may read what is typed next.
        input.write("{ " + command + "\n} < /dev/null\nprintf '\\n%s\\n' '" + END + "'\n");
        input.flush();
        StringBuilder said = new StringBuilder();
        String line = output.readLine();
        while (line != null && !line.equals(END)) {
            said.append(line).append('\n');
            line = output.readLine();
        }
        assertThat(line).as("the shell goes on").isNotNull();
        return said.toString();
    }

    /** What differs from run to run is replaced by what it is. */
    static String normalized(String output) {
        return output.replace("\r\n", "\n")
                .replaceAll("(?m) +$", "")
                .replaceAll("acme_live_\\*\\*\\*\\w+", "<hint>")
                .replaceAll("acme_live_[\\w…]+", "<token>")
                .replaceAll("\"keyPostfix\":\"\\w+\"", "\"keyPostfix\":<postfix>")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>")
                .replaceAll("\"next\":\"[^\"]+\"", "\"next\":<cursor>")
                .replaceAll("\"day\":\"[^\"]+\",\"count\":\\d+", "\"day\":<day>,\"count\":<count>")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "<address>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<instant>")
                .replaceAll("Date: .*", "Date: <date>")
                .strip();
    }

    /** Ends the shell, by the end of what is typed. */
    @Override
    public void close() throws IOException {
        input.close();
        try {
            shell.waitFor();
        } catch (InterruptedException stopped) {
            shell.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
