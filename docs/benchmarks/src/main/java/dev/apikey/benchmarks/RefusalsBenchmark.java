// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Permissions;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.ForwardingStore;
import java.security.DigestException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What is refused, by its reason, against one SHA-256 of a single block; and what is undecided, where that takes no wait. Only for an id that nobody has is the
 * store asked, which is in memory here.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RefusalsBenchmark {

    private static final int LEFT_OF_A_TOKEN = 80;
    private static final KeyRequest REQUEST =
            KeyRequest.of("CI", Permissions.of("files:read")).withOwner("owner");

    /** Texts that are refused, each for the reason that it is there for. */
    @State(Scope.Benchmark)
    public static class Refused {

        private Texts malformed;
        private Texts damaged;
        private Texts foreignPrefix;
        private Texts wrongCheck;
        private Texts unknown;
        private Texts wrongSecret;
        private Texts wrongSecretOfUnusedKey;
        private Texts revoked;
        private Texts disabled;
        private Texts expired;

        @Setup(Level.Trial)
        public void setUp(WarmBenchmark.Warm warm) {
            ApiKeys apiKeys = warm.apiKeys();
            KeyAdministration keys = Keys.administration(apiKeys);
            malformed =
                    new Texts(apiKeys, Reason.MALFORMED, i -> UUID.randomUUID().toString());
            damaged = new Texts(apiKeys, Reason.DAMAGED, i -> warm.token(i).substring(0, LEFT_OF_A_TOKEN));
            foreignPrefix = new Texts(apiKeys, Reason.FOREIGN_PREFIX, i -> Tokens.ofAnotherService());
            wrongCheck = new Texts(apiKeys, Reason.WRONG_CHECK, i -> Tokens.garbage());
            unknown = new Texts(apiKeys, Reason.UNKNOWN, i -> Tokens.ofNobody());
            wrongSecret = new Texts(apiKeys, Reason.WRONG_SECRET, i -> Tokens.withAnotherSecret(warm.token(i)));
            wrongSecretOfUnusedKey = new Texts(
                    apiKeys,
                    Reason.WRONG_SECRET,
                    i -> Tokens.withAnotherSecret(Keys.issue(keys, "owner").revealToken()));
            revoked = new Texts(apiKeys, Reason.REVOKED, i -> ended(apiKeys, id -> keys.revoke(id, "benchmark")));
            disabled = new Texts(apiKeys, Reason.DISABLED, i -> ended(apiKeys, keys::disable));
            expired = new Texts(
                    apiKeys,
                    Reason.EXPIRED,
                    i -> keys.issue(REQUEST.withLifetime(Lifetime.of(Duration.ofMillis(1))))
                            .revealToken());
            expired.await();
        }

        /** A key that was used before. */
        private static String ended(ApiKeys apiKeys, Consumer<UUID> end) {
            IssuedKey issued = Keys.issue(Keys.administration(apiKeys), "owner");
            String token = issued.revealToken();
            Keys.accept(apiKeys, token);
            end.accept(issued.key().id());
            return token;
        }
    }

    /** A node on which all keys are good until their owner goes. */
    @State(Scope.Benchmark)
    public static class OwnerGone {

        private final AtomicBoolean gone = new AtomicBoolean();
        private ApiKeys apiKeys;
        private Texts texts;

        @Setup(Level.Trial)
        public void setUp() {
            apiKeys = Keys.builder(KeyStore.inMemory())
                    .hasher(Keys.fastHasher())
                    .ownerRights(
                            owner -> gone.get() ? Optional.empty() : Optional.of(Permissions.of("*")),
                            Duration.ofSeconds(1))
                    .build();
            texts = used(apiKeys, Reason.OWNER_GONE);
            gone.set(true);
            texts.await();
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
        }
    }

    /** A node that knew all keys and has not heard for too long what has changed. */
    @State(Scope.Benchmark)
    public static class OutOfTouch {

        private final AtomicBoolean away = new AtomicBoolean();
        private ApiKeys apiKeys;
        private Texts texts;

        @Setup(Level.Trial)
        public void setUp() {
            KeyStore store = new ForwardingStore(KeyStore.inMemory()) {
                @Override
                public List<RecordedEvent> events(long from, int limit) {
                    if (away.get()) {
                        throw new KeyStoreException("out of reach", null);
                    }
                    return super.events(from, limit);
                }
            };
            apiKeys = Keys.builder(store)
                    .hasher(Keys.fastHasher())
                    .staleAfter(Duration.ofSeconds(2))
                    .build();
            texts = used(apiKeys, Cause.STALE);
            away.set(true);
            texts.await();
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
        }
    }

    /** A node with the slow hasher, where one address was wrong about a key for as often as it may be. */
    @State(Scope.Benchmark)
    public static class TooManyFailures {

        private ApiKeys apiKeys;
        private Texts texts;

        @Setup(Level.Trial)
        public void setUp() {
            apiKeys = Keys.builder(KeyStore.inMemory())
                    .hasher(Argon2idHasher.recommended())
                    .build();
            String guessed = Keys.issue(Keys.administration(apiKeys), "owner").revealToken();
            texts = new Texts(apiKeys, Cause.TOO_MANY_FAILURES, i -> Tokens.withAnotherSecret(guessed));
            texts.await();
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
        }
    }

    private static Texts used(ApiKeys apiKeys, Enum<?> expected) {
        String[] tokens = Keys.issue(apiKeys, Texts.COUNT);
        Keys.awaitFeed(apiKeys, Texts.COUNT);
        for (String token : tokens) {
            Keys.accept(apiKeys, token);
        }
        return new Texts(apiKeys, expected, i -> tokens[i]);
    }

    @Benchmark
    @Label(at = 1, value = "one SHA-256 of a single block")
    public byte[] sha256(WarmBenchmark.Floor floor) throws DigestException {
        return floor.digest();
    }

    @Benchmark
    @Label(at = 2, value = "not the form of a token")
    public AuthenticationResult malformed(Refused refused, WarmBenchmark.Turn turn) {
        return refused.malformed.present(turn);
    }

    @Benchmark
    @Label(at = 3, value = "what is left of a token")
    public AuthenticationResult damaged(Refused refused, WarmBenchmark.Turn turn) {
        return refused.damaged.present(turn);
    }

    @Benchmark
    @Label(at = 4, value = "another service's prefix")
    public AuthenticationResult foreignPrefix(Refused refused, WarmBenchmark.Turn turn) {
        return refused.foreignPrefix.present(turn);
    }

    @Benchmark
    @Label(at = 5, value = "a wrong check")
    public AuthenticationResult wrongCheck(Refused refused, WarmBenchmark.Turn turn) {
        return refused.wrongCheck.present(turn);
    }

    @Benchmark
    @Label(at = 14, value = "an id that nobody has")
    public AuthenticationResult unknownId(Refused refused, WarmBenchmark.Turn turn) {
        return refused.unknown.present(turn);
    }

    @Benchmark
    @Label(at = 6, value = "a wrong secret")
    public AuthenticationResult wrongSecret(Refused refused, WarmBenchmark.Turn turn) {
        return refused.wrongSecret.present(turn);
    }

    /** Nobody has been accepted with it yet: each time, the hash of what was presented is made, by the fast hasher. */
    @Benchmark
    @Label(at = 13, value = "a wrong secret of a key that nobody has used")
    public AuthenticationResult wrongSecretOfUnusedKey(Refused refused, WarmBenchmark.Turn turn) {
        return refused.wrongSecretOfUnusedKey.present(turn);
    }

    @Benchmark
    @Label(at = 7, value = "a revoked key")
    public AuthenticationResult revoked(Refused refused, WarmBenchmark.Turn turn) {
        return refused.revoked.present(turn);
    }

    @Benchmark
    @Label(at = 8, value = "a disabled key")
    public AuthenticationResult disabled(Refused refused, WarmBenchmark.Turn turn) {
        return refused.disabled.present(turn);
    }

    @Benchmark
    @Label(at = 9, value = "an expired key")
    public AuthenticationResult expired(Refused refused, WarmBenchmark.Turn turn) {
        return refused.expired.present(turn);
    }

    @Benchmark
    @Label(at = 10, value = "a key whose owner is gone")
    public AuthenticationResult ownerGone(OwnerGone node, WarmBenchmark.Turn turn) {
        return node.texts.present(turn);
    }

    @Benchmark
    @Label(at = 11, value = "undecided: any key, after too long without the store")
    public AuthenticationResult outOfTouch(OutOfTouch node, WarmBenchmark.Turn turn) {
        return node.texts.present(turn);
    }

    @Benchmark
    @Label(at = 12, value = "undecided: a wrong secret, too often from one address")
    public AuthenticationResult tooManyFailures(TooManyFailures node, WarmBenchmark.Turn turn) {
        return node.texts.present(turn);
    }
}
