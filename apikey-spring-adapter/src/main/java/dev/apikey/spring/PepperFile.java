// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Peppers that stand in a file, and are read again every ten seconds: whoever manages secrets changes it under a running application. What is new
 * counts once it has been read twice. A file that vanishes, or holds none, changes nothing until it is right again. Thread-safe.
 *
 * <p>The content decides and not the time of the file: mounted secrets are swapped by links.
 */
final class PepperFile implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(PepperFile.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 65_536;

    private final Path path;
    private final AtomicReference<Peppers> current;
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    /** What stood there the last time, if it was something new: a file that is being written may look right half-way. */
    private final AtomicReference<String> seen = new AtomicReference<>("");

    private final ScheduledExecutorService reader;

    private record Peppers(PepperRing ring, HmacSha256Hasher hasher) {

        static Peppers of(PepperRing ring) {
            return new Peppers(ring, HmacSha256Hasher.of(ring));
        }

        String ids() {
            return ring.toString();
        }
    }

    private PepperFile(Path path, Peppers first) {
        this.path = path;
        this.current = new AtomicReference<>(first);
        this.reader = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "apikey-pepper-file");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reads the file, and goes on doing so until it is closed.
     *
     * @throws IllegalArgumentException if it cannot be read or holds no peppers; the message shows nothing of it
     */
    static PepperFile watch(Path path) {
        PepperFile file = of(path);
        ScheduledFuture<?> unused = file.reader.scheduleWithFixedDelay(
                file::read, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return file;
    }

    /** As {@link #watch}, for tests that do not wait: reads again when it is told. */
    static PepperFile of(Path path) {
        return new PepperFile(path, Peppers.of(ringIn(path)));
    }

    private static PepperRing ringIn(Path path) {
        try (InputStream content = Files.newInputStream(path)) {
            return parse(new String(content.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("there is no file " + path, missing);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("file " + path + " cannot be read: " + unreadable, unreadable);
        }
    }

    /**
     * The peppers in a text, with white space between them, the one for new keys first.
     *
     * @throws IllegalArgumentException if one is none; the message does not repeat it
     */
    static PepperRing parse(String text) {
        String[] peppers = text.strip().split("\\s+", -1);
        PepperRing ring = PepperRing.parse(peppers[0]);
        for (int i = 1; i < peppers.length; i++) {
            ring = ring.alsoAccepting(peppers[i]);
        }
        return ring;
    }

    /** Under the peppers that were read last. */
    HmacSha256Hasher hasher() {
        return now().hasher();
    }

    private Peppers now() {
        return Objects.requireNonNull(current.get());
    }

    /** Reads the file again. Throws nothing: nobody would read it again. */
    void read() {
        try {
            Peppers found = Peppers.of(ringIn(path));
            trouble.set("");
            String before = seen.getAndSet(found.ids());
            if (found.ids().equals(before) && !found.ids().equals(now().ids())) {
                adopt(found);
            }
        } catch (Throwable wrong) {
            String words = String.valueOf(wrong.getMessage());
            if (!words.equals(trouble.getAndSet(words))) {
                LOGGER.log(
                        Level.WARNING,
                        "apikey.pepper-file: {0}. What was read before stays: {1}. The next start will need it",
                        words,
                        now().ids());
            }
        }
    }

    private void adopt(Peppers found) {
        List<String> gone = new ArrayList<>(now().ring().ids());
        gone.removeAll(found.ring().ids());
        current.set(found);
        LOGGER.log(Level.INFO, "apikey.pepper-file was read anew: {0}", found.ids());
        if (!gone.isEmpty()) {
            LOGGER.log(
                    Level.WARNING,
                    "apikey.pepper-file no longer holds {0}: keys that were hashed under it are answered 503 until it does",
                    gone);
        }
    }

    /** Waits a moment for a read that is under way, instead of taking its end for trouble. */
    @Override
    public void close() {
        reader.shutdown();
        try {
            if (!reader.awaitTermination(2, TimeUnit.SECONDS)) {
                reader.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            reader.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
