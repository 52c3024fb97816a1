// SPDX-License-Identifier: Apache-2.0
/** A store and a hasher as a host would write them, held to the published contracts. */
@NullMarked
package dev.apikey.docs.store;

import org.jspecify.annotations.NullMarked;
