// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.apikey.AuthenticationResult.Cause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlarmTest {

    private final Exception broken = new IllegalStateException("broken on purpose");

    private final AtomicLong nanos = new AtomicLong();
    private final Alarm alarm = new Alarm(nanos::get);
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void warnsWithTheMessageAndWhatWasThrown() {
        alarm.raise(Cause.STORE, "the store is {0} 'down'", broken);
        assertThat(log.records()).singleElement().satisfies(warning -> {
            assertThat(warning.getLevel()).isEqualTo(Level.WARNING);
            assertThat(warning.getMessage())
                    .isEqualTo("the store is {0} 'down' (further ones are not logged for 10 s)");
            assertThat(warning.getThrown()).isSameAs(broken);
        });
    }

    /** It would have ended the timer, and with it every poll; or come out of a decision. */
    @Test
    void standsALogThatFails() {
        Handler failing = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                throw new OutOfMemoryError("broken on purpose");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(ApiKeys.class.getName());
        logger.addHandler(failing);
        try {
            assertThatCode(() -> alarm.raise(Cause.STORE, "the store is down", broken))
                    .doesNotThrowAnyException();
        } finally {
            logger.removeHandler(failing);
        }
    }

    @Test
    void throwsNothingItself() {
        Alarm without = new Alarm(() -> {
            throw Broken.MEMORY.raise();
        });
        assertThatCode(() -> without.raise(Cause.STORE, "the store is down", broken))
                .doesNotThrowAnyException();
    }

    /** The ticker may start anywhere and overflow at any time, as System.nanoTime() may. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 5_000_000_000L})
    void staysQuietForTenSeconds(long start) {
        nanos.set(start);
        alarm.raise(Cause.STORE, "first", broken);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        alarm.raise(Cause.STORE, "too early", broken);
        assertThat(log.records()).hasSize(1);
        nanos.addAndGet(1);
        alarm.raise(Cause.STORE, "second", broken);
        assertThat(log.records()).hasSize(2);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        alarm.raise(Cause.STORE, "too early again", broken);
        assertThat(log.records()).hasSize(2);
    }

    @Test
    void countsEachCauseForItself() {
        for (int i = 0; i < 100; i++) {
            for (Cause cause : Cause.values()) {
                alarm.raise(cause, "broken: " + cause, broken);
            }
        }
        assertThat(log.records()).hasSize(Cause.values().length);
    }

    @Test
    void warnsOnceHoweverManyThreadsRaiseIt() {
        alarm.raise(Cause.HASHER, "first", broken);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        try (Crowd<Boolean> crowd = new Crowd<>(8, () -> {
            for (int i = 0; i < 1_000; i++) {
                alarm.raise(Cause.HASHER, "again", broken);
            }
            return true;
        })) {
            assertThat(crowd.outcomes()).hasSize(8);
        }
        assertThat(log.records()).hasSize(2);
    }
}
