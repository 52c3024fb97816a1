// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.spi.KeyObserver;
import dev.apikey.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What nodes do in the background for all of them, where the clock of one is five minutes behind. */
class DifferingClocksTest {

    private static final Duration APART = Duration.ofMinutes(5);
    private static final Duration DAY = Duration.ofDays(1);

    private final Sandbox sandbox = new Sandbox();
    private final MovableClock late = MovableClock.at(Sandbox.NOW);
    private final MovableClock early = MovableClock.at(Sandbox.NOW.plus(APART));
    private final List<String> told = new ArrayList<>();

    private ExpiryNotices notices(MovableClock clock) {
        KeyObserver observer = new KeyObserver() {
            @Override
            public void decided(AuthenticationResult result, String source) {}

            @Override
            public void expiring(ApiKey key, Duration ahead) {
                told.add(key.name() + " " + ahead.toDays());
            }

            @Override
            public void expired(ApiKey key) {
                told.add(key.name() + " 0");
            }
        };
        return new ExpiryNotices(
                sandbox.store,
                new MillisClock(clock),
                List.of(DAY, Duration.ZERO),
                observer,
                new Alarm(System::nanoTime));
    }

    private void insert(String name, Instant expiresAt) {
        sandbox.insert(
                Sandbox.key(UUID.randomUUID(), Permissions.of("*"), expiresAt, null, null)
                        .withName(name),
                ScriptedHasher.HASH);
    }

    /** Both, each in turn, once a minute. */
    private void pass(Duration time) {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            late.move(Duration.ofMinutes(1));
            early.move(Duration.ofMinutes(1));
            notices(late).tell();
            notices(early).tell();
            notices(late).tell();
        }
    }

    @Test
    void tellEachExpiryOnce() {
        List<String> expected = new ArrayList<>();
        for (int minutes = 10; minutes < 20; minutes++) {
            insert("key " + minutes, Sandbox.NOW.plus(DAY).plus(Duration.ofMinutes(minutes)));
            expected.addAll(List.of("key " + minutes + " 1", "key " + minutes + " 0"));
        }
        pass(DAY.plus(Duration.ofMinutes(30)));
        assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Its mark is the one of the clock that is ahead. */
    @Test
    void tellNothingOfAKeyThatLastsNoLongerThanTheyAreApart() {
        pass(Duration.ofMinutes(1));
        insert("short", late.instant().plus(APART).minusMillis(1));
        insert("long", late.instant().plus(APART).plusMillis(1));
        pass(Duration.ofMinutes(20));
        assertThat(told).containsExactly("long 0");
    }

    /** Events go in their order: one that was written by a clock that is ahead holds up those behind it for as long. */
    @Test
    void eraseNoEventThatIsYoungByTheClockThatErases() {
        new Retention(sandbox.store, new MillisClock(early), Duration.ofDays(30), Duration.ofDays(30)).purge();
        sandbox.issue();
        sandbox.issue();
        early.move(Duration.ofDays(30).minus(APART));
        new Retention(sandbox.store, new MillisClock(early), Duration.ofDays(30), Duration.ofDays(30)).purge();
        assertThat(sandbox.store.events(1, 9)).hasSize(2);
        early.move(Duration.ofMillis(1));
        new Retention(sandbox.store, new MillisClock(early), Duration.ofDays(30), Duration.ofDays(30)).purge();
        assertThat(sandbox.store.events(1, 9)).hasSize(1);
    }
}
