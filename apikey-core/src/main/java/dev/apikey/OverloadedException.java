// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/** Thrown when as many slow hashes run and wait as this node allows; nothing was hashed. */
final class OverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OverloadedException() {
        super("as many slow hashes run and wait as this node allows: try again in a moment");
    }
}
