// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.ForwardingStore;
import dev.apikey.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpiryNoticesTest {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<Duration> AHEAD = List.of(MONTH, WEEK, DAY, Duration.ZERO);

    private final Sandbox sandbox = new Sandbox();
    private final MovableClock clock = sandbox.clock;
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final KeyObserver observer = new KeyObserver() {
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

    private ExpiryNotices notices(KeyStore store) {
        return new ExpiryNotices(store, new MillisClock(clock), AHEAD, observer, new Alarm(System::nanoTime));
    }

    private void insert(String name, @Nullable Instant expiresAt) {
        insert(name, expiresAt, null, null, null);
    }

    private void insert(
            String name,
            @Nullable Instant expiresAt,
            @Nullable Instant disabledAt,
            @Nullable Instant revokedAt,
            @Nullable UUID replacedBy) {
        ApiKey key = Sandbox.key(UUID.randomUUID(), Permissions.of("*"), expiresAt, disabledAt, revokedAt)
                .withName(name);
        ApiKey stored = replacedBy == null || expiresAt == null ? key : key.replaced(replacedBy, expiresAt);
        sandbox.insert(stored, ScriptedHasher.HASH);
    }

    private void moveTo(Instant now) {
        clock.move(Duration.between(clock.instant(), now));
    }

    private List<String> toldAt(Instant now) {
        told.clear();
        moveTo(now);
        notices(sandbox.store).tell();
        return List.copyOf(told);
    }

    @Test
    void areToldOnceForEachTimeAheadAndAtTheExpiry() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(100));
        insert("ci", end);
        assertThat(toldAt(Sandbox.NOW)).isEmpty();
        for (Duration ahead : AHEAD) {
            assertThat(toldAt(end.minus(ahead).minusMillis(1))).isEmpty();
            assertThat(toldAt(end.minus(ahead))).containsExactly("ci " + ahead.toDays());
            assertThat(toldAt(end.minus(ahead).plusMillis(1))).isEmpty();
        }
        assertThat(toldAt(end.plus(DAY))).isEmpty();
    }

    @Test
    void areOnlyTheMostUrgentOneWhereNobodyWasThereToTell() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(100));
        insert("ci", end);
        assertThat(toldAt(end.minus(MONTH).minusMillis(1))).isEmpty();
        assertThat(toldAt(end.minus(DAY).plusMillis(1))).containsExactly("ci 1");
        assertThat(toldAt(end.plus(WEEK))).containsExactly("ci 0");
    }

    @Test
    void areNotToldOfWhatExpiredBeforeTheyBegan() {
        insert("old", Sandbox.NOW.plus(DAY));
        insert("soon", Sandbox.NOW.plus(Duration.ofDays(12)));
        assertThat(toldAt(Sandbox.NOW.plus(Duration.ofDays(10)))).containsExactly("soon 7");
    }

    @Test
    void areNotToldOfKeysThatLastNoLonger() {
        insert("for three days", Sandbox.NOW.plus(Duration.ofDays(3)));
        assertThat(toldAt(Sandbox.NOW)).isEmpty();
        insert("for a month", Sandbox.NOW.plus(MONTH));
        insert("for two days", Sandbox.NOW.plus(DAY).plus(DAY));
        assertThat(toldAt(Sandbox.NOW.plusSeconds(60))).isEmpty();
        assertThat(toldAt(Sandbox.NOW.plus(DAY))).containsExactly("for two days 1");
    }

    @Test
    void areOnlyOfActiveKeysWithoutASuccessor() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(10));
        insert("disabled", end, Sandbox.NOW, null, null);
        insert("revoked", end, null, Sandbox.NOW, null);
        insert("rotated", end, null, null, UUID.randomUUID());
        insert("never", null);
        insert("active", end);
        assertThat(toldAt(end.minus(WEEK))).containsExactly("active 7");
        assertThat(toldAt(end)).containsExactly("active 0");
    }

    @Test
    void areToldForEachOfManyThatExpireAtOnce() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(10));
        for (int i = 0; i < 230; i++) {
            insert("ci " + i, end);
        }
        assertThat(toldAt(end.minus(WEEK))).hasSize(230).doesNotHaveDuplicates();
        assertThat(toldAt(end.minus(WEEK))).isEmpty();
    }

    @Test
    void areLeftForTheNextTimeWhereThereAreTooMany() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(10));
        for (int i = 0; i < 1_100; i++) {
            insert("ci " + i, end);
        }
        List<String> all = new ArrayList<>(toldAt(end.minus(WEEK)));
        assertThat(all).hasSize(1_000);
        all.addAll(toldAt(end.minus(WEEK)));
        assertThat(all).hasSize(1_100).doesNotHaveDuplicates();
    }

    @Test
    void areToldByOneOfTwoNodesThatComeAtOnce() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(10));
        for (int i = 0; i < 60; i++) {
            insert("ci " + i, end);
        }
        moveTo(end.minus(WEEK));
        ExpiryNotices other = notices(sandbox.store);
        AtomicInteger pages = new AtomicInteger();
        notices(new ForwardingStore(sandbox.store) {
                    @Override
                    public List<ApiKey> list(KeyQuery query, Instant now) {
                        List<ApiKey> page = super.list(query, now);
                        if (!page.isEmpty() && pages.getAndIncrement() == 0) {
                            other.tell();
                        }
                        return page;
                    }
                })
                .tell();
        assertThat(pages).hasPositiveValue();
        assertThat(told).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void areNotToldTwiceByAClockThatIsBehind() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(10));
        insert("ci", end);
        assertThat(toldAt(end.minus(WEEK))).containsExactly("ci 7");
        assertThat(toldAt(end.minus(WEEK).minusSeconds(30))).isEmpty();
        assertThat(toldAt(end.minus(WEEK).plusSeconds(30))).isEmpty();
    }

    @Test
    void areNotToldWhereTheStoreDoesNotNoteIt() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(10));
        insert("ci", end);
        moveTo(end.minus(WEEK));
        KeyStore readOnly = new ForwardingStore(sandbox.store) {
            @Override
            public boolean moveExpiryMark(Duration ahead, KeyOrder.@Nullable Position from, KeyOrder.Position to) {
                throw new IllegalStateException("read-only");
            }
        };
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> notices(readOnly).tell());
        assertThat(told).isEmpty();
        assertThat(toldAt(clock.instant())).containsExactly("ci 7");
    }

    @Test
    void goOnWithTheNextKeyWhereTheObserverThrows() {
        Instant end = Sandbox.NOW.plus(Duration.ofDays(10));
        insert("one", end);
        insert("two", end);
        moveTo(end.minus(WEEK));
        AtomicInteger heard = new AtomicInteger();
        KeyObserver broken = new KeyObserver() {
            @Override
            public void decided(AuthenticationResult result, String source) {}

            @Override
            public void expiring(ApiKey key, Duration ahead) {
                heard.incrementAndGet();
                throw new IllegalStateException("no mail today");
            }
        };
        try (CapturedLog log = CapturedLog.ofThisThread()) {
            new ExpiryNotices(sandbox.store, new MillisClock(clock), AHEAD, broken, new Alarm(System::nanoTime)).tell();
            assertThat(log.text()).contains("expiry notice");
        }
        assertThat(heard).hasValue(2);
    }

    @Test
    void haveTimesThatMakeSense() {
        ApiKeys.Builder builder = sandbox.builder().observer(observer);
        for (Duration wrong : List.of(Duration.ofDays(-1), Duration.ofDays(366), Duration.ofNanos(1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> builder.expiryNotices(DAY, wrong));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> builder.expiryNotices(Collections.nCopies(11, DAY).toArray(Duration[]::new)));
        builder.expiryNotices().build().close();
        builder.expiryNotices(DAY, Duration.ZERO).build().close();
    }
}
