// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

    private final Authenticator authenticator;
    private final Issuer issuer;
    private final KeyStore store;
    private final InstantSource clock;
    private final KeyObserver observer;
    private final Alarm alarm;
    private volatile boolean closed;

    private ApiKeys(
            Authenticator authenticator,
            Issuer issuer,
            KeyStore store,
            InstantSource clock,
            KeyObserver observer,
            Alarm alarm) {
        this.authenticator = authenticator;
        this.issuer = issuer;
        this.store = store;
        this.clock = clock;
        this.observer = observer;
        this.alarm = alarm;
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
        AuthenticationResult result =
                closed ? new Undecided(Cause.CLOSED, AFTER_RESTART) : authenticator.authenticate(token);
        tell(result, source);
        return result;
    }

    /** The way to change keys, under the authority of whoever asks. There is no way to change them without one. */
    public KeyAdministration administer(Authority authority) {
        return new KeyAdministration(issuer, store, clock, Objects.requireNonNull(authority, "authority"));
    }

    /**
     * From now on every token is {@link Undecided}; keys can be administered as long as the store answers. The store is closed
     * by whoever opened it.
     */
    @Override
    public void close() {
        closed = true;
    }

    private void tell(AuthenticationResult result, String source) {
        try {
            observer.decided(result, source);
        } catch (Throwable broken) {
            alarm.raise(KeyObserver.class, "the key observer threw; the decision stands", broken);
        }
    }

    /** Chooses the settings of an {@link ApiKeys}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String prefix;
        private List<String> older = List.of();
        private List<String> vocabulary = List.of();
        private @Nullable KeyStore store;
        private SecretHasher hasher = Argon2idHasher.recommended();
        private List<SecretHasher> verifiers = List.of();
        private KeyObserver observer = new DecisionLog();
        private InstantSource clock = InstantSource.system();

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
         * Is told about every decision. Default: logs rejected tokens with their reasons at DEBUG, as
         * {@code dev.apikey.ApiKeys}.
         */
        public Builder observer(KeyObserver observer) {
            this.observer = Objects.requireNonNull(observer, "observer");
            return this;
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
            Vocabulary known = Vocabulary.of(vocabulary);
            SecretHashers hashers = hashers();
            hashers.selfTest();

            Set<String> accepted = new LinkedHashSet<>(older);
            accepted.add(issued);
            Alarm alarm = new Alarm(System::nanoTime);
            Authenticator authenticator = new Authenticator(accepted, keys, hashers, clock, alarm);
            Issuer issuer = new Issuer(issued, known, keys, hashers, clock);
            return new ApiKeys(authenticator, issuer, keys, clock, observer, alarm);
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
