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
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
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
