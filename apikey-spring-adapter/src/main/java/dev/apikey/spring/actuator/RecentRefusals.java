// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.KeyObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node cannot decide for a reason of its own: somebody was told so within the last half minute, and nobody was accepted since. Thread-safe.
 *
 * <p>What a flood can cause, such as too many hashes at once, is none of these reasons: whoever makes up tokens does not take a node out of service.
 */
final class RecentRefusals implements KeyObserver {

    private static final Set<Cause> OF_OUR_OWN = EnumSet.of(Cause.HASHER, Cause.OWNER_RIGHTS, Cause.CLOCK);
    private static final long RECENT_NANOS = Duration.ofSeconds(30).toNanos();

    private final LongSupplier ticker;
    private final AtomicReference<@Nullable Refusal> last = new AtomicReference<>();

    /** @param ticker a monotonic clock in nanoseconds */
    RecentRefusals(LongSupplier ticker) {
        this.ticker = ticker;
    }

    private record Refusal(Cause cause, long at) {}

    @Override
    public void decided(AuthenticationResult result, String source) {
        if (result instanceof Undecided undecided && OF_OUR_OWN.contains(undecided.cause())) {
            last.set(new Refusal(undecided.cause(), ticker.getAsLong()));
        } else if (result instanceof Authenticated && last.get() != null) {
            last.set(null);
        }
    }

    /** What stands in the way of all; empty = nothing that was noticed. */
    Optional<Cause> cause() {
        Refusal refusal = last.get();
        return refusal == null || ticker.getAsLong() - refusal.at() > RECENT_NANOS
                ? Optional.empty()
                : Optional.of(refusal.cause());
    }
}
