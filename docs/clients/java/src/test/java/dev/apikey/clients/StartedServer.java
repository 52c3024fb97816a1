// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import dev.apikey.IssuedKey;
import dev.apikey.testkit.MovableClock;
import java.net.URI;
import java.util.UUID;

/**
 * A running application with the filter and, at its default mount, the management API. Its vocabulary is {@code files:read} and
 * {@code files:write}; {@link Caller#LOGIN} says who is logged in; {@code ada} manages everybody's keys.
 */
interface StartedServer extends AutoCloseable {

    /** The most keys that an actor may make within an hour here. */
    int MAX_PER_HOUR = 60;

    /** The most live keys that an owner may have here. */
    int MAX_LIVE = 50;

    /** Scheme, host and port. */
    URI address();

    /** A key of this owner with these permissions, made past the API. */
    IssuedKey issue(String owner, String... permissions);

    /** The time, as the application has it. */
    MovableClock clock();

    /** Has the store refuse everything from now on, or work again. */
    void breakStore(boolean broken);

    /** Notes one use of a key now, as the filter does when a request bears it, but without the delay. */
    void use(UUID key);

    @Override
    void close();
}
