// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a store that cannot answer.
 *
 * <p><b>Security.</b> It is logged: neither its message nor that of its cause holds anything of a row but the key's id.
 */
public final class KeyStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure to answer.
     *
     * @param message what could not be done and, as far as it is known, why
     * @param cause what went wrong beneath, if its message is safe to log; null = it is not, or there is none
     */
    public KeyStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
