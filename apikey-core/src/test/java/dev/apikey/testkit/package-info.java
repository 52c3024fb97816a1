// SPDX-License-Identifier: Apache-2.0
/**
 * For whoever extends or tests against the library: the contracts of {@code dev.apikey.spi} as tests to extend, such as
 * {@link dev.apikey.testkit.KeyStoreContract} and {@link dev.apikey.testkit.SecretHasherContract}, and a clock that is moved by hand. Published as
 * {@code apikey-core} with classifier {@code tests}; needs JUnit Jupiter and AssertJ.
 */
@NullMarked
package dev.apikey.testkit;

import org.jspecify.annotations.NullMarked;
