// SPDX-License-Identifier: Apache-2.0
/**
 * Builds everything from a deployment descriptor: {@link dev.apikey.servlet.setup.ApiKeyListener}. The one package of this module
 * that needs {@code apikey-jdbc}, which a host that uses it adds.
 */
@NullMarked
package dev.apikey.servlet.setup;

import org.jspecify.annotations.NullMarked;
