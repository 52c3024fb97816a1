// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spi.SecretHasher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of one application. Thread-safe; one for each application, closed with it.
 *
 * <pre>{@code
 * ApiKeys apiKeys = ApiKeys.builder()
 *         .prefix("acme_live")
 *         .vocabulary("files:read", "files:write")
 *         .store(KeyStore.inMemory())
 *         .build();
 *
 * Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
 * IssuedKey issued = apiKeys.administer(ada).issue(KeyRequest.of("CI pipeline", Permissions.of("files:read")));
 *
 * AuthenticationResult result = apiKeys.authenticate(issued.revealToken(), "203.0.113.7");
 * }</pre>
 */
public final class ApiKeys implements AutoCloseable {

    private static final Duration AFTER_RESTART = Duration.ofSeconds(5);

    private final Engine engine;
    private final Issuer issuer;
    private final KeyStore store;
    private final KeyReports reports;
    private final MillisClock clock;
    private volatile boolean closed;

    private ApiKeys(Builder settings, String prefix, KeyStore store, SecretHashers hashers, IssuingPolicy policy) {
        Set<String> accepted = new LinkedHashSet<>(settings.older);
        accepted.add(prefix);
        this.store = store;
        this.clock = new MillisClock(settings.clock);
        boolean clockTicks = settings.clock.equals(InstantSource.system());
        this.engine =
                new Engine(settings.engine(), accepted, store, hashers, clock, clockTicks, settings.monotonicClock);
        this.issuer = new Issuer(prefix, policy, engine.records(), engine.hashing(), clock);
        Explainer explainer = new Explainer(accepted, store, engine.hashing(), engine.owners());
        this.reports = new KeyReports(store, settings.ownerRights, explainer, clock);
        engine.afterStart(new StoredKeysCheck(accepted, hashers, store, clock)::run);
    }

    /** Settings to choose from; prefix and store are required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Decides whose token this is. There is no other way to find out, and it throws for nothing that a client can send.
     *
     * @param token exactly what the client sent after {@code Bearer}, nothing trimmed or decoded
     * @param source where the request came from, say the client's address; handed to the observer
     */
    public AuthenticationResult authenticate(String token, String source) {
        AuthenticationResult decided =
                closed ? closed() : engine.authenticator().authenticate(token, source);
        // Read again: a use that was noted while this was being closed may have missed the last flush.
        AuthenticationResult result = decided instanceof Authenticated && closed ? closed() : decided;
        engine.telling().decided(result, source);
        return result;
    }

    /**
     * Decides once more, for a request that goes on later, such as on an asynchronous dispatch: whether the key is still active and what it and
     * its owner may do now. Its secret was verified, so that nothing is hashed; no use is counted, and the observer hears only of a refusal.
     *
     * @param earlier what was answered for the same request
     * @param source as for {@link #authenticate(String, String)}
     */
    public AuthenticationResult authenticate(Authenticated earlier, String source) {
        AuthenticationResult result = closed ? closed() : engine.authenticator().authenticate(earlier, source);
        if (!(result instanceof Authenticated)) {
            engine.telling().decided(result, source);
        }
        return result;
    }

    private static AuthenticationResult closed() {
        return new Undecided(Cause.CLOSED, AFTER_RESTART);
    }

    /**
     * The permissions that exist in the application and that these patterns allow, the host's in the order of the vocabulary and then the
     * library's own: for frameworks that want to hear of each, and know no patterns.
     */
    public List<String> allowedBy(Permissions permissions) {
        return issuer.vocabulary().allowedBy(permissions);
    }

    /**
     * Whether a text in the place of a token is somebody else's: it neither has the form of a token with an accepted prefix nor begins as one, so that
     * another kind of tokens may be looked for. Decides nothing about the text, and nobody is told.
     *
     * <p><b>Security.</b> A key that was damaged at its front, or has a prefix that is not accepted any more, is among those.
     */
    public boolean isForeign(String token) {
        return engine.authenticator().isForeign(token);
    }

    /**
     * Whether this node has the hasher, and the pepper, that hashes of a kind take. If not, callers of such keys are answered 503.
     *
     * @param hashKind as {@link KeyAdministration#countByHash} names it
     */
    public boolean canVerify(String hashKind) {
        return engine.hashing().knows(hashKind);
    }

    /** How the engine is doing at this moment: asks neither the store nor anybody who waits. For gauges; events go to the {@link KeyObserver}. */
    public EngineState state() {
        return engine.state();
    }

    /** The way to change keys, under the authority of whoever asks. There is no way to change them without one. */
    public KeyAdministration administer(Authority authority) {
        Objects.requireNonNull(authority, "authority");
        Caller caller = new Caller(authority, store, engine.owners(), clock);
        return new KeyAdministration(caller, issuer, store, engine.records(), reports, clock);
    }

    /**
     * From now on every token is {@link Undecided}; keys can be administered in person as long as the store answers, but for making new ones with a slow hasher. Writes down the uses that were counted,
     * and ends every thread of the library. The store is closed by whoever opened it, after this.
     */
    @Override
    public void close() {
        closed = true;
        engine.close();
    }

    /** Hears now what has changed, for tests that do not wait. */
    void poll() {
        engine.poll();
    }

    /** Chooses the settings of an {@link ApiKeys}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String prefix;
        private List<String> older = List.of();
        private List<String> vocabulary = List.of();
        private @Nullable KeyStore store;
        private SecretHasher hasher = Argon2idHasher.recommended();
        private List<SecretHasher> verifiers = List.of();
        private @Nullable KeyObserver observer;
        private InstantSource clock = InstantSource.system();
        private LongSupplier monotonicClock = System::nanoTime;
        private OwnerRights ownerRights = OwnerRights.unlimited();
        private Duration ownerRightsBound = Duration.ofSeconds(60);
        private @Nullable Lifetime defaultLifetime;
        private Duration maxLifetime = Duration.ofDays(365);
        private boolean expiryRequired;
        private int maxCachedKeys = 100_000;
        private Duration pollInterval = Duration.ofMillis(500);
        private Duration staleAfter = Duration.ofSeconds(10);
        private Duration flushInterval = Duration.ofSeconds(30);
        private Duration historyKept = Duration.ofDays(400);
        private Duration usageKept = Duration.ofDays(400);
        private String nodeName = "";
        private Duration upkeepInterval = Duration.ofMinutes(1);
        private List<Duration> noticesAhead =
                List.of(Duration.ofDays(30), Duration.ofDays(7), Duration.ofDays(1), Duration.ZERO);
        private int maxLiveKeys = 1_000;
        private int maxIssuedPerHour = 300;

        private Builder() {}

        /**
         * What new tokens start with, such as {@code acme_live}: 1 to 24 of {@code [a-z0-9_]}, a letter first, no double and no
         * trailing underscore. Name the product and the environment, so that people and secret scanners know whose token it is
         * and a test key never opens production.
         *
         * @throws IllegalArgumentException if it has another form
         */
        public Builder prefix(String prefix) {
            this.prefix = Prefix.require(prefix);
            return this;
        }

        /**
         * Prefixes of older tokens that are still accepted. Default: none. Without it, a change of prefix refuses every key
         * issued before.
         *
         * @throws IllegalArgumentException if one has not the form of a prefix
         */
        public Builder acceptedPrefixes(String... older) {
            this.older = Stream.of(older).map(Prefix::require).toList();
            return this;
        }

        /**
         * The permissions that exist in the application, in the order in which people shall see them. Default: none, so that
         * keys can hold {@code *}, {@code default:read} and {@code default:write} only.
         *
         * @throws IllegalArgumentException at {@link #build} if one is not {@code resource:action}, is named twice, or has the
         *     resource {@code apikeys} or {@code default}, which belong to the library
         */
        public Builder vocabulary(String... permissions) {
            this.vocabulary = List.of(permissions);
            return this;
        }

        /** Where keys are kept. Whoever opened it closes it, after the {@link ApiKeys}. */
        public Builder store(KeyStore store) {
            this.store = Objects.requireNonNull(store, "store");
            return this;
        }

        /** Hashes the secrets of new keys, and verifies. Default: {@link Argon2idHasher#recommended()}. */
        public Builder hasher(SecretHasher hasher) {
            this.hasher = Objects.requireNonNull(hasher, "hasher");
            return this;
        }

        /**
         * Hashers that only verify, for keys that were hashed before the hasher was changed. Default: none. A key whose hash no
         * hasher reads cannot be decided: its callers get 503.
         */
        public Builder alsoVerify(SecretHasher... verifiers) {
            this.verifiers = List.of(verifiers);
            return this;
        }

        /**
         * Is told about every decision, and of what else happens. Default: nobody. Rejected tokens are logged with their reasons at DEBUG in any case, as
         * {@code dev.apikey.ApiKeys}.
         */
        public Builder observer(KeyObserver observer) {
            this.observer = Objects.requireNonNull(observer, "observer");
            return this;
        }

        /**
         * What owners may do, so that their keys may do no more, as {@link #ownerRights(OwnerRights, Duration)} with a bound of 60 seconds. Default:
         * every owner exists and may do everything.
         */
        public Builder ownerRights(OwnerRights rights) {
            return ownerRights(rights, Duration.ofSeconds(60));
        }

        /**
         * What owners may do, so that their keys may do no more. Somebody who loses a right keeps it in his keys for at most the bound. An answer
         * is renewed in the second half of it, off the request path; where there is none, a request waits 2 seconds at most, then it is undecided.
         *
         * @param bound how old an answer may be, 1 second to 1 hour: a shorter one takes rights away sooner, asks more often, and outlives a
         *     shorter failure of whatever the rights come from
         * @throws IllegalArgumentException if the bound is another
         */
        public Builder ownerRights(OwnerRights rights, Duration bound) {
            if (bound.compareTo(Duration.ofSeconds(1)) < 0 || bound.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("bound of owner rights must be from 1 second to 1 hour");
            }
            this.ownerRights = Objects.requireNonNull(rights, "rights");
            this.ownerRightsBound = bound;
            return this;
        }

        /** How long keys last for which nothing else is asked. Default: without end, unless {@link #requireExpiry} is set. */
        public Builder defaultLifetime(Lifetime lifetime) {
            this.defaultLifetime = Objects.requireNonNull(lifetime, "lifetime");
            return this;
        }

        /**
         * The longest lifetime that can be asked for; whoever asks for more is refused. Keys that exist keep theirs. Default: 365 days of 24 hours.
         *
         * @throws IllegalArgumentException if it is not from 1 millisecond to 36,500 days
         */
        public Builder maxLifetime(Duration longest) {
            if (longest.compareTo(Duration.ofMillis(1)) < 0 || longest.compareTo(Duration.ofDays(36_500)) > 0) {
                throw new IllegalArgumentException("maxLifetime must be from 1 millisecond to 36500 days");
            }
            this.maxLifetime = longest;
            return this;
        }

        /** Forbids new keys without expiry; those that exist stay. Default: they are allowed. */
        public Builder requireExpiry() {
            this.expiryRequired = true;
            return this;
        }

        /**
         * How many live keys, neither revoked nor expired, an owner may have on all nodes together. Who has that many must revoke one before
         * another is made. Default: 1,000.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxLiveKeys(int keys) {
            if (keys < 1) {
                throw new IllegalArgumentException("maxLiveKeys must be at least 1");
            }
            this.maxLiveKeys = keys;
            return this;
        }

        /**
         * How many keys an actor may make within an hour on one node, successors by rotation among them. Default: 300.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxIssuedPerHour(int keys) {
            if (keys < 1) {
                throw new IllegalArgumentException("maxIssuedPerHour must be at least 1");
            }
            this.maxIssuedPerHour = keys;
            return this;
        }

        /**
         * How many keys this node remembers, so that requests with them ask neither the store nor a hasher: those that were used last. About
         * 650 bytes each, and more where names are long. Default: 100,000.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxCachedKeys(int keys) {
            if (keys < 1) {
                throw new IllegalArgumentException("maxCachedKeys must be at least 1");
            }
            this.maxCachedKeys = keys;
            return this;
        }

        /**
         * How often this node asks the store what has changed: what is committed on another node holds on this one so much later, and the time that the
         * question takes. Changes on this node hold at once. Default: 500 milliseconds.
         *
         * @throws IllegalArgumentException if it is not from 50 to 900 milliseconds
         */
        public Builder pollInterval(Duration interval) {
            if (interval.compareTo(Duration.ofMillis(50)) < 0 || interval.compareTo(Duration.ofMillis(900)) > 0) {
                throw new IllegalArgumentException("pollInterval must be from 50 to 900 milliseconds");
            }
            this.pollInterval = interval;
            return this;
        }

        /**
         * How long this node goes on without having heard what has changed, because the store does not answer; then every token is undecided. Longer
         * rides out a longer outage, and lets a key that was revoked meanwhile pass for as long. Default: 10 seconds.
         *
         * @throws IllegalArgumentException if it is not from 2 to 60 seconds
         */
        public Builder staleAfter(Duration limit) {
            if (limit.compareTo(Duration.ofSeconds(2)) < 0 || limit.compareTo(Duration.ofSeconds(60)) > 0) {
                throw new IllegalArgumentException("staleAfter must be from 2 to 60 seconds");
            }
            this.staleAfter = limit;
            return this;
        }

        /**
         * How often this node writes down which keys were used, how often and when last; {@link ApiKeys#close()} writes the rest. Longer asks less of the
         * store: two rows for each key that was used meanwhile. A crash loses what was not written, and {@link ApiKey#lastUsedAt} is behind by as much.
         * Default: 30 seconds.
         *
         * @throws IllegalArgumentException if it is not from 1 second to 10 minutes
         */
        public Builder flushInterval(Duration interval) {
            if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("flushInterval must be from 1 second to 10 minutes");
            }
            this.flushInterval = interval;
            return this;
        }

        /**
         * How long events are kept; older ones are erased from the history of every key, a few at a time. Longer than an audit looks back. Default: 400
         * days.
         *
         * @throws IllegalArgumentException if it is not from 30 to 36,500 days
         */
        public Builder keepHistory(Duration kept) {
            this.historyKept = requireKept("keepHistory", kept);
            return this;
        }

        /**
         * How long is known how often a key was used on a day; when it was last used stays. Default: 400 days.
         *
         * @throws IllegalArgumentException if it is not from 30 to 36,500 days
         */
        public Builder keepUsage(Duration kept) {
            this.usageKept = requireKept("keepUsage", kept);
            return this;
        }

        /**
         * How long before their expiry keys are told to the observer ({@link KeyObserver#expiring}), once by all nodes together; zero = at the expiry
         * ({@link KeyObserver#expired}). Default: 30 days, 7 days, 1 day, zero. None where no observer is set, or nothing is given here. Give the same on
         * every node.
         *
         * @throws IllegalArgumentException if one is not zero to 365 days in whole milliseconds, or there are more than 10
         */
        public Builder expiryNotices(Duration... ahead) {
            for (Duration one : ahead) {
                if (one.isNegative() || one.compareTo(Duration.ofDays(365)) > 0 || one.toNanosPart() % 1_000_000 != 0) {
                    throw new IllegalArgumentException("expiryNotices must be from zero to 365 days");
                }
            }
            if (ahead.length > 10) {
                throw new IllegalArgumentException("expiryNotices must be 10 at most");
            }
            this.noticesAhead = List.of(ahead);
            return this;
        }

        /**
         * What operators call this node, such as its host's name: they read it in the store, beside how far it is behind ({@code apikey_nodes_readable}).
         * Default: an id that is drawn at each start.
         *
         * @throws IllegalArgumentException if it is blank, longer than 255 characters, or holds a control character
         */
        public Builder nodeName(String name) {
            Text.requireLine("nodeName", name, 255);
            this.nodeName = name;
            return this;
        }

        /** Not so short that a slip of the pen erases what somebody still asks for. */
        private static Duration requireKept(String setting, Duration kept) {
            if (kept.compareTo(Duration.ofDays(30)) < 0 || kept.compareTo(Duration.ofDays(36_500)) > 0) {
                throw new IllegalArgumentException(setting + " must be from 30 to 36500 days");
            }
            return kept;
        }

        /** For tests that move it: what passes, in nanoseconds. */
        Builder monotonicClock(LongSupplier nanos) {
            this.monotonicClock = nanos;
            return this;
        }

        /** For tests that do not wait for a minute. */
        Builder upkeepInterval(Duration interval) {
            this.upkeepInterval = interval;
            return this;
        }

        private Engine.Settings engine() {
            KeyObserver told = observer == null ? new DecisionLog() : new DecisionLog(observer);
            return new Engine.Settings(
                    told,
                    ownerRights,
                    ownerRightsBound,
                    maxCachedKeys,
                    pollInterval,
                    staleAfter,
                    flushInterval,
                    upkeep());
        }

        private Engine.Upkeep upkeep() {
            return new Engine.Upkeep(
                    upkeepInterval, historyKept, usageKept, nodeName, observer == null ? List.of() : noticesAhead);
        }

        /** What time it is, in UTC. Default: the system's clock. A clock that is ahead expires keys early, one behind late. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Tests every hasher with a published vector, then starts.
         *
         * @throws IllegalArgumentException if a setting is missing or contradicts another; the message names it
         * @throws IllegalStateException if a hasher cannot work on this machine; the message says what to do
         */
        public ApiKeys build() {
            String issued = required("prefix", prefix, "prefix(\"acme_live\")");
            KeyStore keys = required("store", store, "store(JdbiKeyStore.of(dataSource))");
            IssuingPolicy policy = policy();
            SecretHashers hashers = hashers();
            hashers.selfTest();
            return new ApiKeys(this, issued, keys, hashers, policy);
        }

        private IssuingPolicy policy() {
            IssuingPolicy policy = new IssuingPolicy(
                    Vocabulary.of(vocabulary),
                    defaultLifetime,
                    maxLifetime,
                    expiryRequired,
                    maxLiveKeys,
                    new IssuingRate(maxIssuedPerHour, System::nanoTime));
            policy.requireConsistent();
            return policy;
        }

        private SecretHashers hashers() {
            List<SecretHasher> all = new ArrayList<>();
            all.add(hasher);
            all.addAll(verifiers);
            return new SecretHashers(all);
        }

        private static <T> T required(String setting, @Nullable T value, String call) {
            if (value == null) {
                throw new IllegalArgumentException(setting + " must be set: ApiKeys.builder()." + call);
            }
            return value;
        }
    }
}
