// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/**
 * Thrown when as many slow hashes run and wait as this node allows. Nothing was hashed and nothing changed: it is worth trying
 * again in a second.
 */
public final class OverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OverloadedException() {
        super("as many slow hashes run and wait as this node allows: try again in a moment");
    }
}
