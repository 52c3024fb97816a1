// SPDX-License-Identifier: Apache-2.0
/** The quickstart in a browser. */
@NullMarked
package dev.apikey.quickstart;

import org.jspecify.annotations.NullMarked;
