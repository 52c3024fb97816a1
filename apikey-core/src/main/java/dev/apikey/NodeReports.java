// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyStore;
import dev.apikey.spi.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Says to operators, in the store, that this node runs and how far it follows. Thread-safe. */
final class NodeReports {

    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final UUID id = UUID.randomUUID();
    private final KeyStore store;
    private final MillisClock clock;
    private final Follower follower;
    private final String name;
    private final String library;
    /** Not known before the first report: a clock that is wrong must not stop the start. */
    private final AtomicReference<@Nullable Instant> startedAt = new AtomicReference<>();

    /** @param name what the host calls this node; empty = its id */
    NodeReports(KeyStore store, MillisClock clock, Follower follower, String name) {
        this.store = store;
        this.clock = clock;
        this.follower = follower;
        this.name = name.isEmpty() ? id.toString() : name;
        this.library = library();
    }

    /** As the jar says; there is none where the library runs from its classes. */
    private static String library() {
        String version = NodeReports.class.getPackage().getImplementationVersion();
        return version == null || version.length() > 40 ? "unknown" : version;
    }

    /** @throws RuntimeException if the store cannot answer */
    void report() {
        Instant now = clock.now();
        startedAt.compareAndSet(null, now);
        Instant first = Objects.requireNonNull(startedAt.get());
        NodeReport report = new NodeReport(id, name, library, first, now, follower.sequence(), follower.leaseAge());
        store.reportNode(report, now.minus(REMEMBERED));
    }
}
