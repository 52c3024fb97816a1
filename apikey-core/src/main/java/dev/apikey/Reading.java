// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Reason;

/** What a client's text turned out to be, before anything is looked up: a token of ours, or flawed. */
sealed interface Reading permits Token, Reading.Flaw {

    /** Not a token that can exist here. */
    record Flaw(Reason reason) implements Reading {}
}
