// SPDX-License-Identifier: Apache-2.0
/**
 * Keys in a database: {@link dev.apikey.jdbc.JdbiKeyStore}, its schema, and a pool for hosts that have none.
 *
 * <pre>{@code
 * KeySchema.apply(dataSource);
 * KeyStore store = JdbiKeyStore.of(dataSource);
 * }</pre>
 */
@NullMarked
package dev.apikey.jdbc;

import org.jspecify.annotations.NullMarked;
