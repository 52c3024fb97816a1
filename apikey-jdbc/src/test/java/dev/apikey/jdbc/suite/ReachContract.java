// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.IssuedKey;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.KeySchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * How soon a revocation on one node holds on another one, a JVM of its own, while eight write and the host holds a transaction open. What is asserted is the
 * hard limit; what is measured is printed.
 */
public abstract class ReachContract {

    private static final int REVOCATIONS = Integer.getInteger("apikey.revocations", 50);
    private static final int WRITERS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final EmptyDatabase database;

    protected ReachContract(EmptyDatabase database) {
        this.database = database;
    }

    @Test
    void isBelowTheLimitWhileEightWriteAndTheHostHoldsATransactionOpen() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try (ConnectionPool pool = database.open()) {
            KeySchema.apply(pool.dataSource());
            try (ApiKeys node = Nodes.builder(pool.dataSource()).build();
                    ChildProcess other = ChildProcess.start(FollowingNode.class, database);
                    Connection host = longTransactionOfTheHost()) {
                List<IssuedKey> keys = new ArrayList<>();
                for (int key = 0; key < REVOCATIONS; key++) {
                    keys.add(Nodes.issue(node));
                    other.tell(keys.get(key).revealToken());
                }
                other.tell(".");
                assertThat(other.line()).isEqualTo("warm");
                List<Future<Long>> revocations = new ArrayList<>();
                for (IssuedKey key : keys) {
                    revocations.add(threads.submit(() -> revoke(node, key)));
                }
                print(delays(other, revocations));
                host.rollback();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What the host does meanwhile is its own: it has read our tables and written its own. */
    private Connection longTransactionOfTheHost() throws SQLException {
        Connection host = database.unpooled().getConnection();
        try (Statement statement = host.createStatement()) {
            statement.execute("create table hosts (id integer not null primary key)");
            host.setAutoCommit(false);
            statement.execute("insert into hosts (id) values (1)");
            statement.executeQuery("select count(*) from apikey_keys").close();
        }
        return host;
    }

    /** And makes another key first, as a writer would. Answers when the revocation was known to hold here. */
    private static long revoke(ApiKeys node, IssuedKey key) {
        Nodes.issue(node);
        assertThat(Nodes.administer(node).revoke(key.key().id(), "leaked")).isPresent();
        return System.nanoTime();
    }

    /** Both JVMs read the same monotonic clock of the machine. */
    private static List<Duration> delays(ChildProcess other, List<Future<Long>> revocations) throws Exception {
        List<Duration> delays = new ArrayList<>();
        for (int seen = 0; seen < revocations.size(); seen++) {
            String[] line = Objects.requireNonNull(other.line()).split(" ", -1);
            long revoked = revocations.get(Integer.parseInt(line[0])).get();
            delays.add(Duration.ofNanos(Math.max(0, Long.parseLong(line[1]) - revoked)));
        }
        assertThat(delays).allSatisfy(delay -> assertThat(delay).isLessThan(LIMIT));
        return delays.stream().sorted().toList();
    }

    private void print(List<Duration> sorted) {
        int size = sorted.size();
        System.out.printf(
                Locale.ROOT,
                "reach of %d revocations, %s: min %d ms, p50 %d ms, p99 %d ms, max %d ms%n",
                size,
                database.url().split(":", -1)[1],
                sorted.get(0).toMillis(),
                sorted.get(size / 2).toMillis(),
                sorted.get(size * 99 / 100).toMillis(),
                sorted.get(size - 1).toMillis());
    }
}
