// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the page on upgrades says that a start says, and that nodes go on while the schema is ahead of them. */
class UpgradeTest {

    private static final String PAGE = Repository.read(Repository.ROOT.resolve("docs/how-to/upgrade.md"));

    private final ConnectionPool pool = ConnectionPool.open("jdbc:h2:mem:upgrade", "sa", "");
    private final byte[] pepper = new byte[32];

    @AfterEach
    void close() {
        pool.close();
    }

    private static void migrate(DataSource ownerOfTheTables, DataSource dataSource) {
        // region migrate
        KeySchema.apply(ownerOfTheTables); // with the new jar, before the first node has it; or your own migrations
        KeySchema.require(dataSource); // what every node asks at its start
        // end migrate
    }

    private ApiKeys node() {
        KeySchema.require(pool.dataSource());
        return ApiKeys.builder()
                .prefix("acme_live")
                .store(JdbiKeyStore.of(pool.dataSource()))
                .hasher(HmacSha256Hasher.of(PepperRing.of(pepper)))
                .build();
    }

    /** As the files of a later version will: what is there stays, and something is added. */
    private void addVersion(int version) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table apikey_keys add column note_" + version + " varchar(20)");
            statement.execute("insert into apikey_schema (version) values (" + version + ")");
        }
    }

    private static IssuedKey issue(ApiKeys apiKeys) {
        return apiKeys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                .issue(KeyRequest.of("CI pipeline", Permissions.of("default:read")));
    }

    private void assertAccepted(ApiKeys apiKeys, IssuedKey key) {
        assertThat(apiKeys.authenticate(key.revealToken(), "203.0.113.7")).isInstanceOf(Authenticated.class);
    }

    private void assertRefused(String... sentences) {
        assertThatIllegalStateException()
                .isThrownBy(() -> KeySchema.require(pool.dataSource()))
                .satisfies(refusal -> {
                    assertThat(refusal.getMessage()).contains(sentences);
                    assertThat(PAGE).contains(sentences);
                });
    }

    @Test
    void aMissingFileIsNamed() {
        assertRefused("the database lacks the schema of apikey: apply dev/apikey/jdbc/h2/001-keys-and-events.sql");
    }

    @Test
    void aDatabaseThatIsTwoVersionsAheadIsRefused() throws SQLException {
        KeySchema.apply(pool.dataSource());
        addVersion(2);
        addVersion(3);
        assertRefused("the database has version 3 of the schema of apikey, this library knows 1: update the library");
    }

    @Test
    void nodesGoOnAndStartAgainWhileTheSchemaIsAhead() throws SQLException {
        new SecureRandom().nextBytes(pepper);
        migrate(pool.dataSource(), pool.dataSource());
        try (ApiKeys running = node()) {
            IssuedKey before = issue(running);
            addVersion(2);
            IssuedKey after = issue(running);
            try (ApiKeys startedAgain = node()) {
                assertAccepted(startedAgain, before);
                assertAccepted(startedAgain, after);
                assertAccepted(running, issue(startedAgain));
            }
        }
    }
}
