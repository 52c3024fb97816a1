// SPDX-License-Identifier: Apache-2.0
/** Keys and logs: the id of a request's key in what it logs, and tokens out of whatever anybody logs. */
@NullMarked
package dev.apikey.spring.logging;

import org.jspecify.annotations.NullMarked;
