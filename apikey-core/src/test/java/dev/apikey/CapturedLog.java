// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the library logs, from its opening to its closing, and nothing of it elsewhere. */
final class CapturedLog extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger(ApiKeys.class.getName());
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Predicate<Thread> among;

    CapturedLog() {
        this(thread -> true);
    }

    /** Only what this thread logs: nothing that others, such as those of keys that nobody closed, do in the background. */
    static CapturedLog ofThisThread() {
        return new CapturedLog(Thread.currentThread()::equals);
    }

    /** As {@link #ofThisThread}, and only what comes to whoever has not asked for DEBUG, at which each refusal is a line. */
    static CapturedLog asInProduction() {
        return new CapturedLog(Thread.currentThread()::equals, Level.INFO);
    }

    private CapturedLog(Predicate<Thread> among) {
        this(among, Level.ALL);
    }

    private CapturedLog(Predicate<Thread> among, Level from) {
        this.among = among;
        setLevel(from);
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    List<LogRecord> records() {
        return records;
    }

    /** Drops what was logged so far, say by a start that was slow on a busy machine. */
    void forget() {
        records.clear();
    }

    /** Everything that a log file would hold: messages, and what was thrown down to the last cause. */
    String text() {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        for (LogRecord entry : records) {
            writer.println(new SimpleFormatter().formatMessage(entry));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(writer);
            }
        }
        return text.toString();
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry) && among.test(Thread.currentThread())) {
            records.add(entry);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(null);
        logger.setUseParentHandlers(true);
    }
}
