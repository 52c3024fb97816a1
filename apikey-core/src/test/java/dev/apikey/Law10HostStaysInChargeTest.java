// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyVersion;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is the host's stays the host's: its threads, its store, and the token, which is nowhere but in its hands. */
class Law10HostStaysInChargeTest {

    private final Sandbox sandbox = new Sandbox();

    @Nested
    class Close {

        /** In a group of its own, because threads belong to that of whoever starts them: those of keys that other tests leave open do not count. */
        @Test
        void leavesNoThreadOfOursBehind() throws InterruptedException {
            ThreadGroup group = new ThreadGroup("host");
            List<Object> decided = new CopyOnWriteArrayList<>();
            Thread host = new Thread(group, () -> {
                for (SecretHasher hasher : List.of(Sandbox.cheapHasher(), Argon2idHasher.of(64, 1, 1))) {
                    try (ApiKeys keys = sandbox.builder().hasher(hasher).build()) {
                        String token = keys.administer(Sandbox.EVERYTHING)
                                .issue(KeyRequest.of("CI", Permissions.of("*")))
                                .revealToken();
                        decided.add(keys.authenticate(token, "test"));
                        decided.add(threadsIn(group).size());
                    }
                }
            });
            host.start();
            host.join();
            assertThat(decided).hasSize(4);
            assertThat(decided.get(0)).isInstanceOf(Authenticated.class);
            assertThat((int) decided.get(1))
                    .as("threads of ours beside the host's")
                    .isGreaterThan(1);
            assertThat(decided.get(2)).isInstanceOf(Authenticated.class);
            assertThat(threadsIn(group)).isEmpty();
        }

        private static List<String> threadsIn(ThreadGroup group) {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> group.equals(thread.getThreadGroup()))
                    .map(Thread::getName)
                    .filter(name -> !name.equals("JNA Cleaner")) // It lives as long as JNA's classes.
                    .toList();
        }

        @Test
        void leavesTheStoreOpen() {
            AtomicInteger closed = new AtomicInteger();
            class CloseableStore extends ForwardingStore implements AutoCloseable {

                CloseableStore() {
                    super(sandbox.store);
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            }
            sandbox.builder(new CloseableStore()).build().close();
            assertThat(closed).hasValue(0);
        }
    }

    @Nested
    class TheToken {

        private final IssuedKey issued = sandbox.issue();
        private final String token = issued.revealToken();
        private final StoredKey stored = sandbox.store.find(issued.key().id()).orElseThrow();

        @Test
        void isInNoText() {
            List<Object> seen = new ArrayList<>(List.of(issued, issued.key(), stored, sandbox.events()));
            seen.add(new KeyChange.Insert(stored, sandbox.events().get(0).event()));
            try (ApiKeys keys = sandbox.builder()
                    .observer((result, source) -> seen.add(result))
                    .build()) {
                seen.add(keys);
                seen.add(keys.administer(Sandbox.EVERYTHING));
                seen.add(keys.authenticate(token, "test"));
                seen.add(keys.authenticate(token.substring(0, token.length() - 1), "test"));
                seen.add(keys.authenticate(token + "x", "test"));
            }
            assertThat(seen).hasSize(13).allSatisfy(thing -> assertHarmless(String.valueOf(thing)));
        }

        @Test
        void isInNoExceptionAndNoLog() {
            try (CapturedLog log = CapturedLog.ofThisThread()) {
                sandbox.builder(new ForwardingStore(sandbox.store) {
                            @Override
                            public Optional<StoredKey> find(UUID id) {
                                throw Broken.LINKAGE.raise();
                            }
                        })
                        .build()
                        .authenticate(token, "test");
                sandbox.builder()
                        .hasher(ScriptedHasher.fast(() -> true))
                        .build()
                        .authenticate(token, "test");
                assertThat(log.records()).hasSize(2);
                assertHarmless(log.text());
            }
        }

        @Test
        void isInNoRefusalToIssue() {
            List<KeyStore> refusing = List.of(
                    new ForwardingStore(sandbox.store) {
                        @Override
                        public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
                            return CommitOutcome.CONFLICT;
                        }
                    },
                    new ForwardingStore(sandbox.store) {
                        @Override
                        public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
                            throw new IllegalStateException("cannot store " + changes);
                        }
                    });
            for (KeyStore store : refusing) {
                RecordingHasher hasher = new RecordingHasher();
                KeyAdministration keys =
                        sandbox.builder(store).hasher(hasher).build().administer(Sandbox.EVERYTHING);
                Throwable refusal = catchThrowable(() -> keys.issue(KeyRequest.of("CI", Permissions.of("*"))));
                assertThat(refusal).isInstanceOf(IllegalStateException.class);
                assertThat(refusal.getMessage())
                        .doesNotContain(hasher.lastSecret.substring(27))
                        .doesNotContain(hasher.lastHash);
            }
        }

        /** Neither the token, nor its secret, nor the hash in the record. */
        private void assertHarmless(String text) {
            assertThat(text.contains(token.substring(token.length() - 49, token.length() - 6)))
                    .isFalse();
            assertThat(text.contains(stored.hash().substring(27))).isFalse();
            assertThat(text.contains("$hmac")).isFalse();
        }
    }

    /** Remembers what a real hasher never would. */
    private static final class RecordingHasher implements SecretHasher {

        private final SecretHasher hasher = Sandbox.cheapHasher();
        private String lastSecret = "";
        private String lastHash = "";

        @Override
        public String algorithm() {
            return hasher.algorithm();
        }

        @Override
        public boolean isSlow() {
            return hasher.isSlow();
        }

        @Override
        public String hash(byte[] secret) {
            lastSecret = new String(secret, StandardCharsets.US_ASCII);
            lastHash = hasher.hash(secret);
            return lastHash;
        }

        @Override
        public boolean verify(byte[] secret, String hash) {
            return hasher.verify(secret, hash);
        }

        @Override
        public void selfTest() {
            hasher.selfTest();
        }
    }
}
