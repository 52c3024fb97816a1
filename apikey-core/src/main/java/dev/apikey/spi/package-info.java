// SPDX-License-Identifier: Apache-2.0
/**
 * What a host may replace: where keys are stored ({@link dev.apikey.spi.KeyStore}), how secrets are hashed
 * ({@link dev.apikey.spi.SecretHasher}), what owners may do ({@link dev.apikey.spi.OwnerRights}), and who is told about decisions
 * ({@link dev.apikey.spi.KeyObserver}).
 *
 * <p>The behaviour that each interface asks for is published as a test to extend, in {@code dev.apikey.testkit}
 * ({@code apikey-core}, classifier {@code tests}).
 */
@NullMarked
package dev.apikey.spi;

import org.jspecify.annotations.NullMarked;
