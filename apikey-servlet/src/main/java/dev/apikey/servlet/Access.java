// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

/** What a rule asks of a request. */
sealed interface Access {

    /** A key that allows this permission. */
    record Needs(String permission) implements Access {}

    /** Any key. */
    record Authenticated() implements Access {}

    /** Nothing; a credential that comes all the same must be good. */
    record Public() implements Access {}

    /** What no key has. */
    record Denied() implements Access {}
}
