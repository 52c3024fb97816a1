// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/** Thrown when {@link dev.apikey.spi.OwnerRights} did not tell in time what an owner may do. Nothing was changed: it is worth trying again. */
public final class OwnerUnansweredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OwnerUnansweredException(Throwable cause) {
        super("the host could not tell in time what the owner of the key may do: try again in a moment", cause);
    }
}
