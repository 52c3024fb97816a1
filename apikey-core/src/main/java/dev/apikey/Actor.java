// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a change to keys: the host's id of a person or an application, and the name to show for it.
 *
 * <pre>{@code
 * new Actor("ada", "Ada Lovelace")
 * Actor.of("nightly-job")
 * }</pre>
 *
 * @param id the host's id, opaque to us; 1 to 255 characters
 * @param displayName what people read in a list or a history, as it is now; later changes of name do not reach it
 * @param keyId the key by which it asks; null = it asks in person, say from a session
 */
public record Actor(String id, String displayName, @Nullable UUID keyId) {

    private static final int MAX_LENGTH = 255;

    /** @throws IllegalArgumentException if either text is empty or longer than 255 characters, or holds control characters */
    public Actor {
        Text.requireLine("actor id", id, MAX_LENGTH);
        Text.requireLine("actor display name", displayName, MAX_LENGTH);
    }

    /** Somebody who asks in person. */
    public Actor(String id, String displayName) {
        this(id, displayName, null);
    }

    /** The actor with this id, shown by its id, who asks in person. */
    public static Actor of(String id) {
        return new Actor(id, Objects.requireNonNull(id, "id"));
    }

    /** The same actor, asking by this key. */
    public Actor withKey(UUID keyId) {
        return new Actor(id, displayName, Objects.requireNonNull(keyId, "keyId"));
    }
}
