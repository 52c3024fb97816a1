// SPDX-License-Identifier: Apache-2.0
/**
 * Keys in a database: {@link dev.apikey.jdbc.JdbiKeyStore} and {@link dev.apikey.jdbc.KeySchema}, its tables. For hosts that have no pool, there is
 * {@link dev.apikey.jdbc.ConnectionPool}.
 *
 * <pre>{@code
 * KeySchema.apply(dataSource);
 * KeyStore store = JdbiKeyStore.of(dataSource);
 * }</pre>
 */
@NullMarked
package dev.apikey.jdbc;

import org.jspecify.annotations.NullMarked;
