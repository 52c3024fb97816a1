// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Undecided;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host that gives each request a thread of its own: a virtual one where the JDK has them (21 and newer). */
@Timeout(120)
class VirtualThreadsTest {

    private static final boolean ARE_THERE = Runtime.version().feature() >= 21;
    private static final int REQUESTS = 1_000;

    private final Sandbox sandbox = new Sandbox();
    private final CountDownLatch release = new CountDownLatch(1);
    private final ScriptedHasher hasher = ScriptedHasher.slow(() -> {
        try {
            boolean unused = release.await(500, TimeUnit.MILLISECONDS); // No longer than anybody waits for it.
            return true;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    });
    private final ApiKeys keys = sandbox.builder().hasher(hasher).build();
    private final ExecutorService threads = newExecutor();

    private static ExecutorService newExecutor() {
        try {
            return ARE_THERE
                    ? (ExecutorService) Executors.class
                            .getMethod("newVirtualThreadPerTaskExecutor")
                            .invoke(null)
                    : Executors.newCachedThreadPool();
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return ARE_THERE && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterEach
    void close() {
        release.countDown();
        threads.shutdownNow();
        keys.close();
    }

    /** What came of a request, and on which kind of thread. */
    private record Answer(boolean authenticated, boolean virtual) {}

    private List<Future<Answer>> request(String token) {
        CountDownLatch together = new CountDownLatch(1);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            answers.add(threads.submit(() -> {
                together.await();
                return new Answer(onceDecided(token) instanceof Authenticated, isVirtual(Thread.currentThread()));
            }));
        }
        together.countDown();
        return answers;
    }

    /** A machine that has too much to do may not look up the key in time: whoever is told to asks again. */
    private AuthenticationResult onceDecided(String token) {
        AuthenticationResult result = keys.authenticate(token, "test");
        while (result instanceof Undecided later && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(later.retryAfter().toNanos());
            result = keys.authenticate(token, "test");
        }
        return result;
    }

    private static void assertAllAuthenticated(List<Future<Answer>> answers) throws Exception {
        for (Future<Answer> answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(new Answer(true, ARE_THERE));
        }
    }

    @Test
    void areServedByOneHashWhenAKeyIsNewAndByNoneAfterwards() throws Exception {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        String token = Token.generate("acme_live", id, new SecureRandom());
        List<Future<Answer>> first = request(token);
        Crowd.await(() -> hasher.verified() == 1);
        release.countDown();
        assertAllAuthenticated(first);
        assertAllAuthenticated(request(token));
        assertThat(hasher.verified()).isEqualTo(1);
    }
}
