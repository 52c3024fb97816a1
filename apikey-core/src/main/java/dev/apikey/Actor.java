// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Objects;

/**
 * Who asks for a change to keys: the host's id of a person or an application, and the name to show for it.
 *
 * @param id the host's id, opaque to us; 1 to 255 characters
 * @param displayName what people read in a list or a history, as it is now; later changes of name do not reach it
 */
public record Actor(String id, String displayName) {

    private static final int MAX_LENGTH = 255;

    /** @throws IllegalArgumentException if either is empty or longer than 255 characters, or holds control characters */
    public Actor {
        Text.requireLine("actor id", id, MAX_LENGTH);
        Text.requireLine("actor display name", displayName, MAX_LENGTH);
    }

    /** The actor with this id, shown by its id. */
    public static Actor of(String id) {
        return new Actor(id, Objects.requireNonNull(id, "id"));
    }
}
