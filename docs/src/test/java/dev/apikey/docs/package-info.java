// SPDX-License-Identifier: Apache-2.0
/** Holds the pages to what they claim, and all modules to the rules that span them. */
@NullMarked
package dev.apikey.docs;

import org.jspecify.annotations.NullMarked;
