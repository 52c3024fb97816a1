// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.AuthorityExceededException;
import dev.apikey.KeyChangedException;
import dev.apikey.KeyStateException;
import dev.apikey.LimitReachedException;
import dev.apikey.OverloadedException;
import dev.apikey.OwnerUnansweredException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Translates what core throws into answers. What nobody expected is "cannot tell now", never an answer with a stack. Thread-safe. */
final class Failures {

    private static final Logger LOG = System.getLogger(KeyManagementServlet.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private static final String MANAGING_EVERYTHING = "apikeys:* is not a pattern";

    /** Core begins the message about a limit with what is outside it. What that is called here. */
    private static final Map<String, String> MEMBERS = Map.of(
            "name", "name",
            "permissions", "permissions",
            "permission", "permissions",
            "owner", "owner",
            "lifetime", "expiresInDays",
            "overlap", "overlapHours",
            "reason", "reason",
            "text", "search");

    private final LongSupplier ticker;
    private final AtomicLong quietUntil;

    /** @param ticker a monotonic clock in nanoseconds */
    Failures(LongSupplier ticker) {
        this.ticker = ticker;
        this.quietUntil = new AtomicLong(ticker.getAsLong());
    }

    /** Why this ends a request. */
    Problem problem(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return refused.problem();
        }
        if (failure instanceof IllegalArgumentException outside) {
            Optional<Problem> problem = outsideLimits(outside);
            if (problem.isPresent()) {
                return problem.get();
            }
        }
        if (failure instanceof AuthorityExceededException exceeded) {
            return Problem.forbidden(renamed(messageOf(exceeded)))
                    .about(MEMBERS.getOrDefault(exceeded.member(), exceeded.member()));
        }
        if (failure instanceof KeyStateException state) {
            return Problem.conflict(messageOf(state)).insteadOf(state.replacedBy());
        }
        if (failure instanceof KeyChangedException) {
            return Problem.conflict("The key is being changed by others: read it again, then decide.");
        }
        if (failure instanceof LimitReachedException limit) {
            Duration retryAfter = limit.retryAfter();
            return retryAfter == null
                    ? Problem.conflict(messageOf(limit)).about("owner")
                    : Problem.tooMany(messageOf(limit), retryAfter);
        }
        if (failure instanceof OverloadedException || failure instanceof OwnerUnansweredException) {
            return Problem.unavailable(messageOf(failure), SOON);
        }
        log(failure);
        return Problem.unavailable(
                "Keys cannot be managed at the moment. Nothing is wrong with the request: send it again later.", LATER);
    }

    /** The problem of a value that core does not take; empty if the message is none about a limit. */
    private static Optional<Problem> outsideLimits(IllegalArgumentException failure) {
        String message = messageOf(failure);
        String word = firstWord(message);
        if (message.startsWith(MANAGING_EVERYTHING)) {
            return Optional.of(Problem.badMember("permissions", "permissions must not have " + message));
        }
        return message.startsWith(word + " must ") && MEMBERS.containsKey(word)
                ? Optional.of(Problem.badMember(MEMBERS.get(word), renamed(message)))
                : Optional.empty();
    }

    private static String messageOf(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    /** The message with the member's name here for its name in core. */
    private static String renamed(String message) {
        String word = firstWord(message);
        return MEMBERS.getOrDefault(word, word) + message.substring(word.length());
    }

    private static String firstWord(String message) {
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }

    /** Once in a while: whoever can provoke a failure must not be able to fill a disk. */
    private void log(Throwable failure) {
        long now = ticker.getAsLong();
        long quiet = quietUntil.get();
        if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + QUIET_NANOS)) {
            LOG.log(
                    Level.WARNING,
                    "the management API, or its page, answered 503: see the cause; more of the kind within 10 seconds are not logged",
                    failure);
        }
    }
}
