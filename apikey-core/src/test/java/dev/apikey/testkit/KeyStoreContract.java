// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link KeyStore} does. Extend it:
 *
 * <pre>{@code
 * class MyKeyStoreTest extends KeyStoreContract {
 *     @Override
 *     protected KeyStore emptyStore() {
 *         return new MyKeyStore(…);
 *     }
 * }
 * }</pre>
 */
public abstract class KeyStoreContract {

    private static final int THREADS = 8;
    private static final Instant CREATED = Instant.parse("2026-11-24T10:00:00.123Z");
    private static final String HASH = "$hmac-sha256$k=f626d82a803e$hTTGoSl1FaGZVfSN5Anjn4qP5MPTM94Xq1za72gG9zs";

    private KeyStore store;

    /** A store without keys and events; called once for each test. */
    protected abstract KeyStore emptyStore();

    @BeforeEach
    void open() {
        store = emptyStore();
    }

    @Nested
    class Find {

        @Test
        void isEmptyForAnUnknownId() {
            assertThat(store.find(UUID.randomUUID())).isEmpty();
        }

        @Test
        void givesBackEveryField() {
            StoredKey everything = new StoredKey(
                    new ApiKey(
                            UUID.randomUUID(),
                            "tenant/ben",
                            "CI pipeline",
                            Permissions.of("files:write", "files:read", "rooms:*"),
                            CREATED,
                            new Actor("ada", "Ada Lovelace"),
                            CREATED.plusMillis(1),
                            CREATED.plusMillis(2),
                            CREATED.plusMillis(3),
                            "left in a log",
                            7,
                            "acme_live_***9842"),
                    HASH);
            insert(everything);
            assertThat(store.find(everything.key().id())).contains(everything);
            assertThat(store.find(everything.key().id())
                            .orElseThrow()
                            .key()
                            .permissions()
                            .patterns())
                    .containsExactly("files:write", "files:read", "rooms:*");
        }

        @Test
        void givesBackTheAbsenceOfEveryFieldThatMayBeAbsent() {
            StoredKey plain = plainKey();
            insert(plain);
            assertThat(store.find(plain.key().id())).contains(plain);
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata"})
        void givesBackInstantsToTheMillisecondInEveryTimeZone(String zone) {
            TimeZone before = TimeZone.getDefault();
            try {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                // In New York, 01:30 comes twice on this night.
                StoredKey written = expiring(plainKey(), Instant.parse("2026-11-01T05:30:00.001Z"));
                StoredKey alsoWritten = expiring(plainKey(), Instant.parse("2026-11-01T06:30:00.001Z"));
                insert(written);
                TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
                insert(alsoWritten);
                assertThat(store.find(written.key().id())).contains(written);
                assertThat(store.find(alsoWritten.key().id())).contains(alsoWritten);
            } finally {
                TimeZone.setDefault(before);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"abc", "AbC", "àbc", "a\u0300bc", "abc ", " abc", "a'b\"c;--", "\uD83D\uDD11 键 مفتاح", "%_\\"
                })
        void keepsTextToTheLastCodePoint(String text) {
            ApiKey key = plainKey().key();
            StoredKey written = new StoredKey(
                    new ApiKey(
                            key.id(),
                            text,
                            text,
                            key.permissions(),
                            key.createdAt(),
                            new Actor(text, text),
                            null,
                            null,
                            CREATED,
                            text,
                            1,
                            key.hint()),
                    HASH);
            store.commit(List.of(new KeyChange.Insert(
                    written, new KeyEvent(key.id(), Kind.REVOKED, new Actor(text, text), text, CREATED))));
            assertThat(store.find(key.id())).contains(written);
            KeyEvent event = store.events(1, 1).get(0).event();
            assertThat(event.actor()).isEqualTo(new Actor(text, text));
            assertThat(event.reason()).isEqualTo(text);
        }

        @Test
        void holdsTheLongestOfEverything() {
            List<String> patterns = IntStream.range(0, 100)
                    .mapToObj(i -> "%03d".formatted(i) + "r".repeat(30) + ":" + "a".repeat(30))
                    .toList();
            String longText = "\uD83D\uDD11".repeat(255);
            ApiKey key = plainKey().key();
            StoredKey longest = new StoredKey(
                    new ApiKey(
                            key.id(),
                            longText,
                            "\uD83D\uDD11".repeat(64),
                            Permissions.of(patterns),
                            key.createdAt(),
                            new Actor(longText, longText),
                            null,
                            null,
                            CREATED,
                            "\uD83D\uDD11".repeat(200),
                            1,
                            "abcdefghijklmnopqrstuvwx_***9842"),
                    "$" + "x".repeat(254));
            insert(longest);
            assertThat(store.find(key.id())).contains(longest);
        }
    }

    @Nested
    class Commit {

        @Test
        void refusesToInsertAnIdTwice() {
            StoredKey first = plainKey();
            insert(first);
            StoredKey second = new StoredKey(first.key(), HASH.replace("hTTG", "aaaa"));
            assertThat(store.commit(List.of(insertion(second)))).isFalse();
            assertThat(store.find(first.key().id())).contains(first);
            assertThat(store.events(1, 10)).hasSize(1);
        }

        @Test
        void updatesTheVersionThatItExpects() {
            StoredKey stored = plainKey();
            insert(stored);
            ApiKey disabled = disabled(stored.key(), CREATED.plusSeconds(1));
            assertThat(store.commit(List.of(update(disabled)))).isTrue();
            assertThat(store.find(disabled.id())).contains(new StoredKey(disabled, HASH));
        }

        @Test
        void updatesNameExpiryAndRevocation() {
            StoredKey stored = plainKey();
            insert(stored);
            ApiKey key = stored.key();
            ApiKey changed = new ApiKey(
                    key.id(),
                    key.owner(),
                    "renamed",
                    Permissions.of("rooms:read"),
                    key.createdAt(),
                    key.createdBy(),
                    CREATED.plusSeconds(1),
                    CREATED.plusSeconds(2),
                    CREATED.plusSeconds(3),
                    "left in a log",
                    2,
                    key.hint());
            assertThat(store.commit(List.of(update(changed)))).isTrue();
            assertThat(store.find(key.id())).contains(new StoredKey(changed, HASH));
        }

        @Test
        void leavesWhatNeverChangesAsItWasStored() {
            StoredKey stored = plainKey();
            insert(stored);
            ApiKey key = stored.key();
            ApiKey forged = new ApiKey(
                    key.id(),
                    "somebody else",
                    key.name(),
                    key.permissions(),
                    CREATED.plusSeconds(9),
                    Actor.of("somebody else"),
                    null,
                    null,
                    null,
                    null,
                    2,
                    "other_***0000");
            assertThat(store.commit(List.of(update(forged)))).isTrue();
            ApiKey now = store.find(key.id()).orElseThrow().key();
            assertThat(now.owner()).isEqualTo(key.owner());
            assertThat(now.createdAt()).isEqualTo(key.createdAt());
            assertThat(now.createdBy()).isEqualTo(key.createdBy());
            assertThat(now.hint()).isEqualTo(key.hint());
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 1, 3, 4})
        void refusesToUpdateFromAnyOtherVersion(long version) {
            StoredKey stored = plainKey();
            insert(stored);
            assertThat(store.commit(List.of(update(withVersion(stored.key(), version)))))
                    .isFalse();
            assertThat(store.find(stored.key().id())).contains(stored);
            assertThat(store.events(1, 10)).hasSize(1);
        }

        @Test
        void refusesToUpdateAnUnknownKey() {
            assertThat(store.commit(List.of(update(withVersion(plainKey().key(), 2)))))
                    .isFalse();
            assertThat(store.events(1, 10)).isEmpty();
        }

        @Test
        void makesAllChangesOrNone() {
            StoredKey existing = plainKey();
            insert(existing);
            StoredKey fresh = plainKey();
            KeyChange impossible = update(withVersion(existing.key(), 9));
            assertThat(store.commit(List.of(insertion(fresh), impossible))).isFalse();
            assertThat(store.find(fresh.key().id())).isEmpty();
            assertThat(store.events(1, 10)).hasSize(1);

            ApiKey disabled = disabled(existing.key(), CREATED);
            assertThat(store.commit(List.of(insertion(fresh), update(disabled))))
                    .isTrue();
            assertThat(store.find(fresh.key().id())).contains(fresh);
            assertThat(store.find(disabled.id())).contains(new StoredKey(disabled, HASH));
            assertThat(store.events(1, 10)).hasSize(3);
        }

        @Test
        void letsOneOfManyUpdatesOfTheSameVersionWin() throws Exception {
            StoredKey stored = plainKey();
            insert(stored);
            List<Boolean> outcomes = onAllThreads(thread ->
                    () -> store.commit(List.of(update(disabled(stored.key(), CREATED.plusSeconds(thread))))));
            assertThat(outcomes).containsOnlyOnce(true);
            assertThat(store.find(stored.key().id()).orElseThrow().key().version())
                    .isEqualTo(2);
            assertThat(store.events(1, 100)).hasSize(2);
        }

        @Test
        void letsOneOfManyInsertsOfTheSameIdWin() throws Exception {
            StoredKey stored = plainKey();
            List<Boolean> outcomes = onAllThreads(thread -> () -> store.commit(List.of(insertion(stored))));
            assertThat(outcomes).containsOnlyOnce(true);
            assertThat(store.events(1, 100)).hasSize(1);
        }
    }

    @Nested
    class Events {

        @Test
        void areNoneInAnEmptyStore() {
            assertThat(store.events(1, 10)).isEmpty();
        }

        @Test
        void areGivenBackWithEveryFieldInTheOrderOfTheirChanges() {
            StoredKey one = plainKey();
            StoredKey two = plainKey();
            KeyEvent issuedOne = new KeyEvent(one.key().id(), Kind.ISSUED, new Actor("ada", "Ada L."), null, CREATED);
            KeyEvent issuedTwo =
                    new KeyEvent(two.key().id(), Kind.ISSUED, Actor.of("ben"), "why not", CREATED.plusMillis(1));
            KeyEvent revokedOne =
                    new KeyEvent(one.key().id(), Kind.REVOKED, Actor.of("cyd"), "lost", CREATED.plusMillis(2));
            store.commit(List.of(new KeyChange.Insert(one, issuedOne), new KeyChange.Insert(two, issuedTwo)));
            store.commit(List.of(new KeyChange.Update(withVersion(one.key(), 2), revokedOne)));
            assertThat(store.events(1, 10))
                    .containsExactly(
                            new RecordedEvent(1, issuedOne),
                            new RecordedEvent(2, issuedTwo),
                            new RecordedEvent(3, revokedOne));
        }

        @Test
        void startAtTheGivenSequenceAndEndAtTheLimit() {
            IntStream.range(0, 5).forEach(i -> insert(plainKey()));
            assertThat(store.events(2, 3)).extracting(RecordedEvent::sequence).containsExactly(2L, 3L, 4L);
            assertThat(store.events(5, 3)).extracting(RecordedEvent::sequence).containsExactly(5L);
            assertThat(store.events(6, 3)).isEmpty();
        }

        @Test
        void areNumberedWithoutGapsHoweverManyWrite() throws Exception {
            long each = 10;
            onAllThreads(thread -> () -> {
                LongStream.range(0, each).forEach(i -> insert(plainKey()));
                return true;
            });
            assertThat(store.events(1, 1_000))
                    .extracting(RecordedEvent::sequence)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, THREADS * each).boxed().toList());
        }
    }

    private void insert(StoredKey key) {
        assertThat(store.commit(List.of(insertion(key)))).isTrue();
    }

    private static KeyChange insertion(StoredKey key) {
        return new KeyChange.Insert(key, event(key.key().id(), Kind.ISSUED));
    }

    private static KeyChange update(ApiKey key) {
        return new KeyChange.Update(key, event(key.id(), Kind.DISABLED));
    }

    private static KeyEvent event(UUID id, Kind kind) {
        return new KeyEvent(id, kind, Actor.of("ada"), null, CREATED);
    }

    private static StoredKey plainKey() {
        ApiKey key = new ApiKey(
                UUID.randomUUID(),
                "ben",
                "CI",
                Permissions.of("files:read"),
                CREATED,
                Actor.of("ben"),
                null,
                null,
                null,
                null,
                1,
                "acme_live_***9842");
        return new StoredKey(key, HASH);
    }

    private static StoredKey expiring(StoredKey stored, Instant at) {
        return new StoredKey(copy(stored.key(), at, null, stored.key().version()), stored.hash());
    }

    private static ApiKey disabled(ApiKey key, Instant at) {
        return copy(key, key.expiresAt(), at, key.version() + 1);
    }

    private static ApiKey withVersion(ApiKey key, long version) {
        return copy(key, key.expiresAt(), key.disabledAt(), version);
    }

    private static ApiKey copy(ApiKey key, @Nullable Instant expiresAt, @Nullable Instant disabledAt, long version) {
        return new ApiKey(
                key.id(),
                key.owner(),
                key.name(),
                key.permissions(),
                key.createdAt(),
                key.createdBy(),
                expiresAt,
                disabledAt,
                key.revokedAt(),
                key.revokedReason(),
                version,
                key.hint());
    }

    private interface PerThread {
        Callable<Boolean> task(int thread);
    }

    private static List<Boolean> onAllThreads(PerThread perThread) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Boolean>> tasks =
                    IntStream.range(0, THREADS).mapToObj(perThread::task).toList();
            List<Boolean> outcomes = new ArrayList<>();
            for (Future<Boolean> outcome : pool.invokeAll(tasks)) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } finally {
            pool.shutdownNow();
        }
    }
}
