// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyObserver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the page on many nodes asks a host to write. */
class ManyNodesTest {

    private final ConnectionPool pool = ConnectionPool.open("jdbc:h2:mem:nodes", "sa", "");

    @AfterEach
    void close() {
        pool.close();
    }

    // region notices
    record ExpiryMails(Queue<String> outbox) implements KeyObserver {

        @Override
        public void decided(AuthenticationResult result, String source) {}

        @Override
        public void expiring(ApiKey key, Duration ahead) {
            outbox.offer("to " + key.owner() + ": " + key.name() + " expires in " + ahead.toDays() + " days");
        }

        @Override
        public void expired(ApiKey key) {
            outbox.offer("to " + key.owner() + ": " + key.name() + " has expired");
        }
    }
    // end notices

    private static ApiKeys node(DataSource dataSource, KeyObserver observer, String name) {
        // region settings
        return ApiKeys.builder()
                .prefix("acme_live")
                .store(JdbiKeyStore.of(dataSource))
                .nodeName(name) // say, the host's; operators read it
                .observer(observer)
                .expiryNotices(Duration.ofDays(14), Duration.ofDays(2), Duration.ZERO)
                .keepHistory(Duration.ofDays(730))
                .keepUsage(Duration.ofDays(400))
                .build();
        // end settings
    }

    /** What a page tells a DBA to grant is what the library works with, and what operators ask is answered. */
    @Test
    void workWithTheRightsThatThePagesGrant() throws SQLException {
        KeySchema.apply(pool.dataSource());
        try (Connection owner = pool.dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("create user acme password 'acme'");
            for (String grant : statements("rights.sql")) {
                statement.execute(grant);
            }
            owner.commit();
        }
        try (ConnectionPool acme = ConnectionPool.open("jdbc:h2:mem:nodes", "acme", "acme");
                ApiKeys node = node(acme.dataSource(), new ExpiryMails(new ArrayBlockingQueue<>(10)), "web-1");
                Connection operator = pool.dataSource().getConnection();
                Statement statement = operator.createStatement()) {
            Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
            String token = node.administer(ada)
                    .issue(KeyRequest.of("CI", Permissions.of("default:read")))
                    .revealToken();
            assertThat(node.authenticate(token, "203.0.113.7")).isInstanceOf(Authenticated.class);
            for (String question : statements("operators.sql")) {
                assertThat(statement.execute(question)).isTrue();
            }
        }
    }

    private static List<String> statements(String name) {
        String sql = Repository.read(
                Repository.ROOT.resolve("docs/src/test/resources").resolve(name));
        return Pattern.compile("(?m)^--.*$")
                .matcher(sql)
                .replaceAll("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.replaceAll(";$", ""))
                .toList();
    }

    @Test
    void areSetUpAlikeAndAcceptEachOthersKeys() {
        KeySchema.apply(pool.dataSource());
        ExpiryMails mails = new ExpiryMails(new ArrayBlockingQueue<>(1_000));
        try (ApiKeys one = node(pool.dataSource(), mails, "web-1");
                ApiKeys two = node(pool.dataSource(), mails, "web-2")) {
            Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
            IssuedKey issued = one.administer(ada).issue(KeyRequest.of("CI", Permissions.of("default:read")));
            assertThat(two.authenticate(issued.revealToken(), "203.0.113.7")).isInstanceOf(Authenticated.class);
            mails.expiring(issued.key(), Duration.ofDays(14));
            mails.expired(issued.key());
        }
        assertThat(mails.outbox()).containsExactly("to ada: CI expires in 14 days", "to ada: CI has expired");
    }
}
