// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.OwnerRights;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What owners may do, as the host last said, never older than a bound. In the second half of the bound an answer is renewed behind the
 * request's back; only where there is none that still counts does the request wait. One question at a time for each owner. Thread-safe.
 */
final class OwnerRightsCache {

    private static final int MAX_OWNERS = 100_000;
    private static final int MAX_WAITERS = 256;
    /** A host that fails is left alone this long before it is asked about the same owner again. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private final OwnerRights rights;
    private final long boundNanos;
    private final Duration maxWait;
    private final Consumer<Runnable> threads;
    private final LongSupplier ticker;
    private final Alarm alarm;
    private final Semaphore waiters = new Semaphore(MAX_WAITERS);
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    /**
     * @param bound how old an answer may be, counted from before the host was asked
     * @param threads asks the host elsewhere; throws {@link RejectedExecutionException} where it has no room
     * @param ticker a monotonic clock in nanoseconds
     */
    OwnerRightsCache(OwnerRights rights, Duration bound, Consumer<Runnable> threads, LongSupplier ticker, Alarm alarm) {
        this(rights, bound, MAX_WAIT, threads, ticker, alarm);
    }

    /** @param maxWait how long a request waits for an answer */
    OwnerRightsCache(
            OwnerRights rights,
            Duration bound,
            Duration maxWait,
            Consumer<Runnable> threads,
            LongSupplier ticker,
            Alarm alarm) {
        this.rights = rights;
        this.boundNanos = bound.toNanos();
        this.maxWait = maxWait;
        this.threads = threads;
        this.ticker = ticker;
        this.alarm = alarm;
    }

    private record Answer(Optional<Permissions> rights, long askedAt) {}

    private record Failure(Throwable cause, long at) {}

    private static final class Entry {
        private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
        private final AtomicReference<@Nullable Answer> answer = new AtomicReference<>();
        private final AtomicReference<@Nullable CompletableFuture<Answer>> question = new AtomicReference<>();
    }

    /**
     * What this owner may do; empty if it is gone.
     *
     * @throws OwnerUnansweredException if there is no answer within the bound, and none to be had in 2 seconds
     */
    Optional<Permissions> of(String owner) {
        if (rights == OwnerRights.unlimited()) {
            return rights.of(owner);
        }
        Entry entry = entry(owner);
        Answer last = entry.answer.get();
        long age = last == null ? Long.MAX_VALUE : age(last);
        if (last != null && age < boundNanos / 2) {
            return last.rights();
        }
        CompletableFuture<Answer> question = ask(owner, entry);
        return last != null && age < boundNanos
                ? last.rights()
                : await(question).rights();
    }

    private long age(Answer answer) {
        return ticker.getAsLong() - answer.askedAt();
    }

    private Entry entry(String owner) {
        Entry known = entries.get(owner);
        if (known == null && entries.size() >= MAX_OWNERS) {
            forgetSome();
        }
        return known != null ? known : entries.computeIfAbsent(owner, any -> new Entry());
    }

    /** Whose answer is forgotten is asked about again: that costs time, and opens nothing. */
    private void forgetSome() {
        Iterator<Entry> all = entries.values().iterator();
        for (int i = 0; i < MAX_OWNERS / 10 && all.hasNext(); i++) {
            all.next();
            all.remove();
        }
    }

    private CompletableFuture<Answer> ask(String owner, Entry entry) {
        Failure failure = entry.failure.get();
        if (failure != null && ticker.getAsLong() - failure.at() < PAUSE_NANOS) {
            return CompletableFuture.failedFuture(failure.cause());
        }
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> running = entry.question.compareAndExchange(null, mine);
        if (running != null) {
            return running;
        }
        try {
            threads.accept(() -> answer(owner, entry, mine));
        } catch (Throwable full) {
            // Not only RejectedExecutionException: the JVM throws an error where it cannot start one more thread.
            entry.question.set(null);
            mine.completeExceptionally(full);
        }
        return mine;
    }

    private void answer(String owner, Entry entry, CompletableFuture<Answer> question) {
        long askedAt = ticker.getAsLong();
        try {
            Answer answer = new Answer(Objects.requireNonNull(rights.of(owner), "OwnerRights answered null"), askedAt);
            entry.answer.set(answer);
            entry.failure.set(null);
            entry.question.set(null);
            question.complete(answer);
        } catch (Throwable broken) {
            entry.failure.set(new Failure(broken, ticker.getAsLong()));
            entry.question.set(null);
            question.completeExceptionally(broken);
            alarm.raise(OwnerRights.class, "OwnerRights could not tell what an owner may do", broken);
        }
    }

    /** Whoever is one too many does not wait: threads of the host are not ours to hold. */
    private Answer await(CompletableFuture<Answer> question) {
        if (!waiters.tryAcquire()) {
            throw new OwnerUnansweredException(new RejectedExecutionException("too many requests wait already"));
        }
        try {
            Answer answer = question.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
            if (age(answer) >= boundNanos) {
                throw new TimeoutException("the answer took longer than it may be used");
            }
            return answer;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new OwnerUnansweredException(stopped);
        } catch (ExecutionException | TimeoutException broken) {
            throw new OwnerUnansweredException(broken);
        } finally {
            waiters.release();
        }
    }
}
