// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Thrown when a key is not in a state in which this can be done to it. Nothing was changed. */
public final class KeyStateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ApiKey.State state;
    private final @Nullable UUID replacedBy;

    private KeyStateException(ApiKey.State state, @Nullable UUID replacedBy, String message) {
        super(message);
        this.state = state;
        this.replacedBy = replacedBy;
    }

    static KeyStateException in(ApiKey.State state) {
        return new KeyStateException(
                state,
                null,
                switch (state) {
                    case REVOKED -> "the key is revoked, which is final: issue another one";
                    case EXPIRED -> "the key is expired, which is final: issue another one";
                    case DISABLED -> "the key is disabled: enable it first";
                    case ACTIVE -> "the key is active";
                });
    }

    static KeyStateException rotated(ApiKey.State state, UUID replacedBy) {
        return new KeyStateException(
                state, replacedBy, "the key was rotated already: rotate its successor, the key " + replacedBy);
    }

    /** What the key is. */
    public ApiKey.State state() {
        return state;
    }

    /** The key that it was rotated into, if that is what stands in the way; null otherwise. */
    public @Nullable UUID replacedBy() {
        return replacedBy;
    }
}
