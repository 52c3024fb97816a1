// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.ApiKey;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Which version of a key an answer shows, and a request is about (RFC 9110 §8.8.3, §13.1.1). Use is no change. */
final class EntityTag {

    private EntityTag() {}

    static String of(ApiKey key) {
        return "\"" + key.version() + "\"";
    }

    /** Whether the request says about which version it is. */
    static boolean isIn(HttpServletRequest request) {
        return request.getHeader("If-Match") != null;
    }

    /**
     * Holds the key against {@code If-Match}, if the request has that field. A weak tag is none of a key's.
     *
     * @throws RefusedException if the key is in no version that is named there
     */
    static void requireMatch(HttpServletRequest request, ApiKey key) {
        List<String> tags = Collections.list(request.getHeaders("If-Match")).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .toList();
        if (!tags.isEmpty() && !tags.contains("*") && !tags.contains(of(key))) {
            throw new RefusedException(Problem.stale());
        }
    }
}
