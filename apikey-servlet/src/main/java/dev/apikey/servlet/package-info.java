// SPDX-License-Identifier: Apache-2.0
/**
 * Guards a servlet application with API keys.
 *
 * <p>{@link dev.apikey.servlet.ApiKeyFilter} reads {@code Authorization: Bearer}, has the token decided by
 * {@link dev.apikey.ApiKeys}, and holds each path's rule against the key's permissions. It translates; it decides nothing itself.
 */
@NullMarked
package dev.apikey.servlet;

import org.jspecify.annotations.NullMarked;
