// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.Rotation;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docs/how-to/rotate-a-pepper.md} shows, on H2, step by step. */
class RotatePepperTest {

    private static final Path QUERY = Repository.ROOT.resolve("docs/src/test/resources/keys-under-a-pepper.sql");
    private static final String OLD = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String NEW = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
    private static final Authority ADA =
            Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all());

    private final ConnectionPool pool =
            ConnectionPool.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @BeforeEach
    void apply() {
        KeySchema.apply(pool.dataSource());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private ApiKeys node(PepperRing peppers) {
        return node(HmacSha256Hasher.of(peppers));
    }

    private ApiKeys node(SecretHasher first, SecretHasher... more) {
        KeyStore store = JdbiKeyStore.of(pool.dataSource());
        return ApiKeys.builder()
                .prefix("acme_live")
                .store(store)
                .hasher(first)
                .alsoVerify(more)
                .build();
    }

    private static IssuedKey issue(ApiKeys apiKeys) {
        return apiKeys.administer(ADA).issue(KeyRequest.of("CI pipeline", Permissions.of("*")));
    }

    private static Object ask(ApiKeys apiKeys, IssuedKey issued) {
        return apiKeys.authenticate(issued.revealToken(), "test");
    }

    private static String kind(String pepper) {
        return "hmac-sha256 k=" + PepperRing.parse(pepper).ids().get(0);
    }

    /** Hashes are replaced behind a request, so that it may take a moment. */
    private static void awaitHashes(ApiKeys apiKeys, Map<String, Long> wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!apiKeys.administer(ADA).countByHash().equals(wanted) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(apiKeys.administer(ADA).countByHash()).isEqualTo(wanted);
    }

    @Test
    void inTwoStepsNoNodeMeetsAPepperThatItDoesNotKnow() {
        String oldPepper = OLD;
        String newPepper = NEW;
        // region behind
        PepperRing peppers = PepperRing.parse(oldPepper).alsoAccepting(newPepper);
        // end behind
        PepperRing first = peppers;
        try (ApiKeys before = node(PepperRing.parse(OLD));
                ApiKeys prepared = node(first)) {
            IssuedKey older = issue(before);
            assertThat(ask(prepared, older)).isInstanceOf(Authenticated.class);
            assertThat(ask(before, issue(prepared))).isInstanceOf(Authenticated.class);
            try (ApiKeys after = node(inFront(oldPepper, newPepper))) {
                IssuedKey newer = issue(after);
                assertThat(ask(before, newer))
                        .isInstanceOfSatisfying(
                                Undecided.class,
                                undecided -> assertThat(undecided.cause()).isEqualTo(Cause.HASHER));
                assertThat(ask(prepared, newer)).isInstanceOf(Authenticated.class);
                // And hashed it by its own order.
                awaitHashes(prepared, Map.of(kind(OLD), 3L));
                assertThat(ask(after, older)).isInstanceOf(Authenticated.class);
            }
        }
    }

    private static PepperRing inFront(String oldPepper, String newPepper) {
        // region in-front
        PepperRing peppers = PepperRing.parse(newPepper).alsoAccepting(oldPepper);
        // end in-front
        return peppers;
    }

    @Test
    void countsWhatIsLeftUnderTheOldPepper() throws SQLException {
        try (ApiKeys before = node(PepperRing.parse(OLD));
                ApiKeys apiKeys = node(inFront(OLD, NEW))) {
            IssuedKey used = issue(before);
            IssuedKey idle = issue(before);
            String oldPepper = OLD;
            Authority operator = ADA;
            KeyAdministration admin = apiKeys.administer(operator);
            // region progress
            String oldId = PepperRing.parse(oldPepper).ids().get(0); // says nothing of the pepper
            long left = admin.countByHash().getOrDefault("hmac-sha256 k=" + oldId, 0L);
            // end progress
            assertThat(left).isEqualTo(2);
            assertThat(keysUnderTheOldPepper()).isEqualTo(2);

            assertThat(ask(apiKeys, used)).isInstanceOf(Authenticated.class);
            awaitHashes(apiKeys, Map.of(kind(OLD), 1L, kind(NEW), 1L));
            assertThat(keysUnderTheOldPepper()).isEqualTo(1);
            admin.revoke(idle.key().id(), "unused since its pepper was replaced");
            awaitHashes(apiKeys, Map.of(kind(NEW), 1L));
            assertThat(keysUnderTheOldPepper()).isZero();
        }
    }

    /** How many rows the query of the page has, once it asks for this pepper. */
    private int keysUnderTheOldPepper() throws SQLException {
        String query = Repository.read(QUERY);
        assertThat(query).contains("'" + kind(OLD) + "'");
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            int found = 0;
            while (rows.next()) {
                assertThat(rows.getString("hint")).matches("acme_live_\\*\\*\\*\\w{4}");
                found++;
            }
            return found;
        }
    }

    @Test
    void aNodeThatRemembersAKeyDoesNotHashItAnew() {
        AtomicReference<HmacSha256Hasher> file = new AtomicReference<>(HmacSha256Hasher.of(PepperRing.parse(OLD)));
        try (ApiKeys apiKeys = node(new FromFile(file))) {
            IssuedKey remembered = issue(apiKeys);
            IssuedKey other = issue(apiKeys);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (apiKeys.state().cache().hits() == 0 && System.nanoTime() < deadline) {
                assertThat(ask(apiKeys, remembered)).isInstanceOf(Authenticated.class);
            }
            file.set(HmacSha256Hasher.of(inFront(OLD, NEW)));
            assertThat(ask(apiKeys, remembered)).isInstanceOf(Authenticated.class);
            assertThat(ask(apiKeys, other)).isInstanceOf(Authenticated.class);
            awaitHashes(apiKeys, Map.of(kind(OLD), 1L, kind(NEW), 1L));
        }
    }

    /** As a hasher whose pepper file was read again. */
    private record FromFile(AtomicReference<HmacSha256Hasher> now) implements SecretHasher {

        private HmacSha256Hasher hasher() {
            return Objects.requireNonNull(now.get());
        }

        @Override
        public String algorithm() {
            return hasher().algorithm();
        }

        @Override
        public boolean isSlow() {
            return hasher().isSlow();
        }

        @Override
        public String hash(byte[] secret) {
            return hasher().hash(secret);
        }

        @Override
        public boolean verify(byte[] secret, String hash) {
            return hasher().verify(secret, hash);
        }

        @Override
        public boolean isCurrent(String hash) {
            return hasher().isCurrent(hash);
        }

        @Override
        public boolean knows(String hashKind) {
            return hasher().knows(hashKind);
        }

        @Override
        public void selfTest() {
            hasher().selfTest();
        }
    }

    @Test
    void aLostPepperTakesItsTokensAlongButNotTheKeys() {
        IssuedKey lost;
        try (ApiKeys before = node(PepperRing.parse(OLD))) {
            lost = issue(before);
        }
        try (ApiKeys apiKeys = node(PepperRing.parse(NEW))) {
            assertThat(ask(apiKeys, lost)).isInstanceOf(Undecided.class);
            KeyAdministration admin = apiKeys.administer(ADA);
            UUID id = lost.key().id();
            // region lost
            IssuedKey successor =
                    admin.rotate(id, Rotation.withOverlap(Duration.ZERO)).orElseThrow();
            // end lost
            assertThat(successor.key().name()).isEqualTo("CI pipeline");
            assertThat(ask(apiKeys, successor)).isInstanceOf(Authenticated.class);
            assertThat(ask(apiKeys, lost)).isEqualTo(new Rejected(Reason.EXPIRED, id));
        }
    }

    @Test
    void goesFromHmacToArgon2idAndBack() {
        PepperRing ring = PepperRing.parse(OLD);
        String hmac = kind(OLD);
        String argon2id = "argon2id v=19 m=19456,t=2,p=1";
        IssuedKey issued;
        try (ApiKeys before = node(ring)) {
            issued = issue(before);
        }
        try (ApiKeys prepared = toArgon2id(ring, JdbiKeyStore.of(pool.dataSource()))) {
            assertThat(ask(prepared, issued)).isInstanceOf(Authenticated.class);
            assertThat(prepared.administer(ADA).countByHash()).isEqualTo(Map.of(hmac, 1L));
        }
        try (ApiKeys there = node(Argon2idHasher.recommended(), HmacSha256Hasher.of(ring))) {
            assertThat(ask(there, issued)).isInstanceOf(Authenticated.class);
            awaitHashes(there, Map.of(argon2id, 1L));
        }
        try (ApiKeys done = node(Argon2idHasher.recommended())) {
            assertThat(ask(done, issued)).isInstanceOf(Authenticated.class);
        }
        try (ApiKeys back = node(HmacSha256Hasher.of(ring), Argon2idHasher.recommended())) {
            assertThat(ask(back, issued)).isInstanceOf(Authenticated.class);
            awaitHashes(back, Map.of(hmac, 1L));
        }
    }

    private static ApiKeys toArgon2id(PepperRing peppers, KeyStore store) {
        // region to-argon2id
        ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .store(store)
                .hasher(HmacSha256Hasher.of(peppers)) // step 1: every node can read the other hash
                .alsoVerify(Argon2idHasher.recommended()) // step 2: the two change places
                .build();
        // end to-argon2id
        return apiKeys;
    }
}
