// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/** What somebody else's code threw on another thread, to be thrown again on this one. */
final class Unchecked {

    private Unchecked() {}

    /** Throws errors, and returns everything else as something that can be thrown. */
    static RuntimeException of(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }
}
