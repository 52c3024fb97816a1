// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyVersion;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do at the moment.
 *
 * @param authority the most that he may
 * @param asker the key by which he asks, in the version that says so; null = he asks in person. A change is committed only if it still has that version
 */
record Grant(Authority authority, @Nullable KeyVersion asker) {}
