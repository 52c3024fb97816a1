// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.UUID;

/** Thrown when somebody else changed a key in the same moment. Nothing was changed by whoever gets it. */
public final class KeyChangedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyChangedException(UUID id) {
        super("key " + id + " is being changed by others: read it again, then decide");
    }
}
