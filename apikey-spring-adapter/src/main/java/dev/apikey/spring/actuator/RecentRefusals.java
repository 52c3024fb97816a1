// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.KeyObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * For which reasons of its own this node may be unable to decide: somebody was told so within the last half minute, and nobody was accepted since.
 * Thread-safe.
 *
 * <p><b>Security.</b> What a flood can cause, such as too many hashes at once, is none of these reasons: whoever makes up tokens does not take a node out of
 * service. {@link Cause#OWNER_RIGHTS} takes the secret of a key. {@link Cause#HASHER} does not: {@link HasherFault} looks whether there is more to it than one
 * row.
 */
final class RecentRefusals implements KeyObserver {

    private static final Set<Cause> OF_OUR_OWN = EnumSet.of(Cause.HASHER, Cause.OWNER_RIGHTS, Cause.CLOCK);
    private static final long RECENT_NANOS = Duration.ofSeconds(30).toNanos();

    private final LongSupplier ticker;
    private final Map<Cause, Long> last = new ConcurrentHashMap<>();

    /** @param ticker a monotonic clock in nanoseconds */
    RecentRefusals(LongSupplier ticker) {
        this.ticker = ticker;
    }

    @Override
    public void decided(AuthenticationResult result, String source) {
        if (result instanceof Undecided undecided && OF_OUR_OWN.contains(undecided.cause())) {
            last.put(undecided.cause(), ticker.getAsLong());
        } else if (result instanceof Authenticated && !last.isEmpty()) {
            last.clear();
        }
    }

    /** What may stand in the way of all; empty = nothing that was noticed. */
    Set<Cause> causes() {
        long now = ticker.getAsLong();
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        last.forEach((cause, at) -> {
            if (now - at <= RECENT_NANOS) {
                causes.add(cause);
            }
        });
        return causes;
    }
}
