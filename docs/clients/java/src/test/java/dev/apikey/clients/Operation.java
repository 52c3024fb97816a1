// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A call as the document describes it.
 *
 * @param id its {@code operationId}
 * @param method in capitals
 * @param path with its parameters in braces
 * @param node what is said about it
 */
record Operation(String id, String method, String path, JsonNode node) {

    List<Integer> statuses() {
        return names(node.path("responses")).stream().map(Integer::valueOf).toList();
    }

    boolean hasBody() {
        return node.has("requestBody");
    }

    static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }

    @Override
    public String toString() {
        return id;
    }
}
