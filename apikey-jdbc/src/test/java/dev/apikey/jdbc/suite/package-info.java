// SPDX-License-Identifier: Apache-2.0
/**
 * What {@link dev.apikey.jdbc.JdbiKeyStore} and its schema show on every database that they are for. {@code docs/databases} holds the servers.
 */
@NullMarked
package dev.apikey.jdbc.suite;

import org.jspecify.annotations.NullMarked;
