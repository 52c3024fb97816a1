// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a new key shall be.
 *
 * <pre>{@code
 * KeyRequest.of("CI pipeline", Permissions.of("files:read")).withOwner("ben").withLifetime(Duration.ofDays(90))
 * }</pre>
 *
 * @param name what people call the key: 1 to 64 code points, not blank, no control or text-direction characters; kept verbatim
 * @param permissions what the key may do: 1 to 100 patterns, none of them outside the vocabulary
 * @param owner whoever the key acts for, 1 to 255 characters; null = the actor who asks
 * @param lifetime how long it is accepted from now on: 1 ms to 365 days; null = without end
 */
public record KeyRequest(
        String name,
        Permissions permissions,
        @Nullable String owner,
        @Nullable Duration lifetime) {

    private static final int MAX_NAME = 64;
    private static final int MAX_OWNER = 255;
    private static final int MAX_PATTERNS = 100;
    private static final Duration MIN_LIFETIME = Duration.ofMillis(1);
    private static final Duration MAX_LIFETIME = Duration.ofDays(365);

    /** @throws IllegalArgumentException naming the member that is outside its limits, and the limit */
    public KeyRequest {
        Text.requireLine("name", name, MAX_NAME);
        Objects.requireNonNull(permissions, "permissions");
        if (permissions.isEmpty()) {
            throw new IllegalArgumentException("permissions must name at least one: full access is the pattern *");
        }
        if (permissions.patterns().size() > MAX_PATTERNS) {
            throw new IllegalArgumentException("permissions must name at most " + MAX_PATTERNS);
        }
        if (owner != null) {
            Text.requireLine("owner", owner, MAX_OWNER);
        }
        if (lifetime != null && (lifetime.compareTo(MIN_LIFETIME) < 0 || lifetime.compareTo(MAX_LIFETIME) > 0)) {
            throw new IllegalArgumentException(
                    "lifetime must be from 1 millisecond to " + MAX_LIFETIME.toDays() + " days");
        }
    }

    /** A key with this name and these permissions, owned by the actor who asks, without expiry. */
    public static KeyRequest of(String name, Permissions permissions) {
        return new KeyRequest(name, permissions, null, null);
    }

    /** The same request for a key that acts for this owner. */
    public KeyRequest withOwner(String owner) {
        return new KeyRequest(name, permissions, Objects.requireNonNull(owner, "owner"), lifetime);
    }

    /** The same request for a key that expires this long after it was issued. */
    public KeyRequest withLifetime(Duration lifetime) {
        return new KeyRequest(name, permissions, owner, Objects.requireNonNull(lifetime, "lifetime"));
    }
}
