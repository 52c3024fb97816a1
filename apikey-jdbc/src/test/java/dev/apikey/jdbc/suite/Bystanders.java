// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.IssuedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Callers that issue keys on one node, ask another node for them, and revoke them, one after the other, until they are told to end. */
final class Bystanders implements AutoCloseable {

    private static final int CALLERS = 2;

    private final ApiKeys node;
    private final ApiKeys another;
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ConcurrentMap<String, ConcurrentLinkedQueue<Duration>> times = new ConcurrentHashMap<>();
    private final List<Future<?>> calling = new ArrayList<>();

    private Bystanders(DataSource database) {
        node = Nodes.builder(database).build();
        another = Nodes.builder(database).build();
    }

    static Bystanders of(DataSource database) {
        Bystanders bystanders = new Bystanders(database);
        for (int caller = 0; caller < CALLERS; caller++) {
            bystanders.calling.add(bystanders.threads.submit(bystanders::callUntilEnded));
        }
        return bystanders;
    }

    private void callUntilEnded() {
        do {
            long began = System.nanoTime();
            IssuedKey key = Nodes.issue(node);
            began = took("issue", began);
            assertThat(Nodes.comesTrue(
                            Duration.ofSeconds(30),
                            () -> another.authenticate(key.revealToken(), Nodes.SOURCE) instanceof Authenticated))
                    .isTrue();
            began = took("authenticate", began);
            assertThat(Nodes.administer(node).revoke(key.key().id(), "leaked")).isPresent();
            took("revoke", began);
        } while (!ended.get());
    }

    private long took(String what, long began) {
        long now = System.nanoTime();
        times.computeIfAbsent(what, unknown -> new ConcurrentLinkedQueue<>()).add(Duration.ofNanos(now - began));
        return now;
    }

    /** How long each call took; an exception if one failed. */
    Map<String, List<Duration>> end() throws Exception {
        ended.set(true);
        for (Future<?> one : calling) {
            one.get();
        }
        return times.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }

    @Override
    public void close() {
        ended.set(true);
        threads.shutdown();
        node.close();
        another.close();
    }
}
