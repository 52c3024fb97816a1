// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.IssuedKey;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A database that hangs, vanishes, or is slow: a node goes on with the keys that it knows until its limit, then decides nothing, never refuses a right key, never holds a
 * thread for long, and goes on by itself afterwards. All at once, because most of it is waiting.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class DisturbedWireContract {

    /** 2 seconds are what a look-up waits; the rest is for a busy machine. */
    private static final Duration LOOK_UP = Duration.ofSeconds(8);
    /** 8 seconds of the driver, 5 of the pool, twice where a call asks twice; the rest is for a busy machine. */
    private static final Duration CALL = Duration.ofSeconds(40);

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final EmptyDatabase direct;
    private final Wire wire;
    private final EmptyDatabase database;

    protected DisturbedWireContract(DatabaseServer server) {
        direct = server.create();
        wire = Wire.to(direct);
        database = wire.through(direct);
    }

    @BeforeEach
    void applySchema() {
        KeySchema.apply(direct.unpooled());
    }

    @AfterEach
    void close() {
        wire.close();
    }

    private static AuthenticationResult ask(ApiKeys node, IssuedKey key) {
        long began = System.nanoTime();
        AuthenticationResult result = node.authenticate(key.revealToken(), Nodes.SOURCE);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LOOK_UP);
        assertThat(result).as("a right key").isNotInstanceOf(Rejected.class);
        return result;
    }

    private static void assertRecovers(ApiKeys node, IssuedKey... keys) {
        for (IssuedKey key : keys) {
            assertThat(Nodes.comesTrue(RECOVERY, () -> ask(node, key) instanceof Authenticated))
                    .isTrue();
        }
    }

    private static void assertUndecidedInTheEnd(ApiKeys node, IssuedKey warm) {
        assertThat(Nodes.comesTrue(
                        RECOVERY,
                        () -> ask(node, warm) instanceof Undecided undecided && undecided.cause() == Cause.STALE))
                .isTrue();
    }

    private interface Scene {
        void play(ApiKeys node, IssuedKey warm, IssuedKey cold) throws Exception;
    }

    /** A node that knows one key and has never heard of the other. */
    private void play(Scene scene) throws Exception {
        try (ConnectionPool pool = database.open();
                ApiKeys node = Nodes.builder(pool.dataSource()).build();
                ConnectionPool others = direct.open();
                ApiKeys another = Nodes.builder(others.dataSource()).build()) {
            IssuedKey warm = Nodes.issue(another);
            IssuedKey cold = Nodes.issue(another);
            assertRecovers(node, warm);
            scene.play(node, warm, cold);
        }
    }

    @Test
    void letsWarmKeysPassUntilTheLimitWhileItHangs() throws Exception {
        play((node, warm, cold) -> {
            wire.hang();
            assertThat(ask(node, warm)).isInstanceOf(Authenticated.class);
            assertUndecidedInTheEnd(node, warm);
            assertThat(ask(node, cold)).isInstanceOf(Undecided.class);
            wire.pass();
            assertRecovers(node, warm, cold);
        });
    }

    @Test
    void isNotThereAtTheStartAndComesLater() {
        wire.hang();
        try (ConnectionPool others = direct.open();
                ApiKeys another = Nodes.builder(others.dataSource()).build();
                ConnectionPool pool = ConnectionPool.open(database.url(), database.user(), database.password());
                ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
            IssuedKey key = Nodes.issue(another);
            assertThat(ask(node, key)).isInstanceOf(Undecided.class);
            wire.cut();
            assertThat(ask(node, key)).isInstanceOf(Undecided.class);
            wire.pass();
            assertRecovers(node, key);
        }
    }

    /** As where a firewall forgets connections: nobody ever ends them, and a pool that waited for them would be empty for good. */
    @Test
    void forgetsAllConnectionsWithoutAWord() throws Exception {
        play((node, warm, cold) -> {
            wire.hang();
            assertUndecidedInTheEnd(node, warm);
            wire.lose();
            wire.pass();
            assertRecovers(node, warm, cold);
        });
    }

    @Test
    void endsAllConnectionsAndIsGoneForAWhile() throws Exception {
        play((node, warm, cold) -> {
            wire.cut();
            assertThat(ask(node, cold)).isInstanceOf(Undecided.class);
            assertUndecidedInTheEnd(node, warm);
            wire.pass();
            assertRecovers(node, warm, cold);
        });
    }

    /** Each answer comes, but after the deadline of a look-up. */
    @Test
    void isTooSlow() throws Exception {
        play((node, warm, cold) -> {
            wire.delay(2_500);
            assertThat(ask(node, cold)).isInstanceOf(Undecided.class);
            assertUndecidedInTheEnd(node, warm);
            wire.pass();
            assertRecovers(node, warm, cold);
        });
    }

    @Test
    void holdsNoThreadOfManyThatLookUpWhileItHangs() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            play((node, warm, cold) -> {
                wire.hang();
                List<Future<AuthenticationResult>> asking = new ArrayList<>();
                for (int thread = 0; thread < 50; thread++) {
                    asking.add(threads.submit(() -> ask(node, cold)));
                }
                for (Future<AuthenticationResult> one : asking) {
                    assertThat(one.get()).isInstanceOf(Undecided.class);
                }
                wire.pass();
                assertRecovers(node, cold);
            });
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void answersWhoeverAdministersWithAnExceptionWhileItHangs() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            play((node, warm, cold) -> {
                wire.hang();
                List<Future<Duration>> calls = Stream.<Runnable>of(
                                () -> Nodes.issue(node),
                                () -> Nodes.administer(node).find(warm.key().id()),
                                () -> Nodes.administer(node).revoke(cold.key().id(), null))
                        .map(call -> threads.submit(() -> {
                            long began = System.nanoTime();
                            assertThatExceptionOfType(KeyStoreException.class).isThrownBy(call::run);
                            return Duration.ofNanos(System.nanoTime() - began);
                        }))
                        .toList();
                for (Future<Duration> call : calls) {
                    assertThat(call.get()).isLessThan(CALL);
                }
                wire.pass();
                assertRecovers(node, warm);
            });
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void holdsNobodyWhoCloses() {
        ConnectionPool pool = database.open();
        ApiKeys node = Nodes.builder(pool.dataSource()).build();
        IssuedKey warm = Nodes.issue(node);
        assertRecovers(node, warm);
        wire.hang();
        long began = System.nanoTime();
        node.close();
        pool.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(CALL);
        assertThat(node.authenticate(warm.revealToken(), Nodes.SOURCE)).isInstanceOf(Undecided.class);
    }
}
