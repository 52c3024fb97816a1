// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the keys that a {@link KeyQuery} asks for, in its order.
 *
 * @param keys the keys; unmodifiable
 * @param next where the next page begins, for {@link KeyQuery#from}; null = there is none
 */
public record KeyPage(List<ApiKey> keys, KeyOrder.@Nullable Position next) {

    /** Copies the list. */
    public KeyPage {
        keys = List.copyOf(keys);
    }
}
