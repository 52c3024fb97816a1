// SPDX-License-Identifier: Apache-2.0
/**
 * The hashers that come with the library: {@link dev.apikey.hashing.Argon2idHasher}, the default, and
 * {@link dev.apikey.hashing.HmacSha256Hasher}. Secrets are hashed and compared here and nowhere else.
 */
@NullMarked
package dev.apikey.hashing;

import org.jspecify.annotations.NullMarked;
