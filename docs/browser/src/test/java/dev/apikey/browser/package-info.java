// SPDX-License-Identifier: Apache-2.0
/** The page for people, in a real browser. */
@NullMarked
package dev.apikey.browser;

import org.jspecify.annotations.NullMarked;
