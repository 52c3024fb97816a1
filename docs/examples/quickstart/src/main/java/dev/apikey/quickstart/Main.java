// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Starts the example and keeps it running until the process is told to stop. */
public final class Main {

    /** Held, because the log manager forgets the levels of loggers that nobody holds. */
    private static final List<Logger> CHATTY = Stream.of(
                    "dev.apikey.ApiKeys",
                    "org.apache",
                    "org.eclipse.jetty",
                    "io.undertow",
                    "org.xnio",
                    "org.jboss",
                    "com.zaxxer")
            .map(Logger::getLogger)
            .toList();

    private Main() {}

    /** Reads its settings from the environment; arguments are not looked at. */
    public static void main(String[] arguments) throws InterruptedException {
        for (Logger logger : CHATTY) {
            logger.setLevel(Level.WARNING);
        }
        try {
            Path home = Path.of(System.getProperty("quickstart.home", "target"));
            Quickstart quickstart = Quickstart.start(Settings.read(System.getenv(), home));
            Runtime.getRuntime().addShutdownHook(new Thread(quickstart::close, "stop"));
            quickstart.announceOn(System.out);
        } catch (RuntimeException failure) {
            System.err.println("The quickstart does not start: " + explain(failure));
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    /** The sentence that says what to do, and what lies at the bottom of it. */
    private static String explain(RuntimeException failure) {
        Throwable root = Stream.<Throwable>iterate(failure, thrown -> thrown != null, Throwable::getCause)
                .reduce(failure, (above, below) -> below);
        String sentence = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return root == failure ? sentence : sentence + "\n(" + root.getMessage() + ")";
    }
}
