// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.AuthenticationResult.Undecided;

/**
 * It could not be told whether a key is good. The cause of an exception of Spring Security's, because that looks up the event to publish by the exact
 * class of an exception.
 */
final class UndecidedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Undecided decision;

    UndecidedException(Undecided decision) {
        super("the API key could not be checked: " + decision.cause());
        this.decision = decision;
    }

    Undecided decision() {
        return decision;
    }
}
