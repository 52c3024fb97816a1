// SPDX-License-Identifier: Apache-2.0
/**
 * What a host may replace: where keys are stored, how secrets are hashed, who is told about decisions.
 *
 * <p>The behaviour that each interface asks for is published as a test to extend, in {@code dev.apikey.testkit}
 * ({@code apikey-core}, classifier {@code tests}).
 */
@NullMarked
package dev.apikey.spi;

import org.jspecify.annotations.NullMarked;
