// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another JVM with the same class path, which is spoken to by lines. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    private ChildProcess(Process process) {
        this.process = process;
        out = process.inputReader();
        in = process.outputWriter();
    }

    static ChildProcess start(Class<?> main, EmptyDatabase database, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                main.getName(),
                database.url(),
                database.user(),
                database.password()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // Too long for a command line on some systems.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return new ChildProcess(builder.start());
    }

    /** What the system calls it. */
    long id() {
        return process.pid();
    }

    /** The next line that it says; null = it says no more. */
    @Nullable
    String line() throws IOException {
        return out.readLine();
    }

    void tell(String line) {
        try {
            in.write(line);
            in.newLine();
            in.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As {@code kill -9}; what it has said by then can still be read, which it could not if the process itself were asked. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the child outlives its end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
