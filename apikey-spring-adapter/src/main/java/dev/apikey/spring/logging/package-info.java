// SPDX-License-Identifier: Apache-2.0
/**
 * Keys and logs. {@link dev.apikey.spring.logging.KeyIdInLogs} puts the id of a request's key into what it logs; the others keep tokens out of whatever anybody
 * logs, by {@link dev.apikey.spring.logging.TokenMask}: in Logback's patterns and in structured logs.
 */
@NullMarked
package dev.apikey.spring.logging;

import org.jspecify.annotations.NullMarked;
