// SPDX-License-Identifier: Apache-2.0
/**
 * API keys for applications: issued under an authority, stored as hashes, authenticated by one decision.
 *
 * <p>{@link dev.apikey.ApiKeys} is the way in. It gives two things: {@code authenticate(token, source)}, the only decision,
 * and {@code administer(authority)}, the only way to change anything.
 */
@NullMarked
package dev.apikey;

import org.jspecify.annotations.NullMarked;
