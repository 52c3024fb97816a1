// SPDX-License-Identifier: Apache-2.0
/** A host that had a key table of its own, on its way to this library. */
@NullMarked
package dev.apikey.docs.move;

import org.jspecify.annotations.NullMarked;
