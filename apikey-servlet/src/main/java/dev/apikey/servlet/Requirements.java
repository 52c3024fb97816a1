// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a request must meet, all of it: what the annotations of its servlet say, and what the rule of its path says. Where neither says
 * anything, what a path needs that nothing names. Thread-safe.
 */
final class Requirements {

    private final PathRules rules;
    private final ServletAnnotations annotations = new ServletAnnotations();

    Requirements(PathRules rules) {
        this.rules = rules;
    }

    /** Annotations come first, so that {@code @DenyAll} is what a caller hears of. */
    List<Access> of(String method, HttpServletRequest request) {
        String path = RequestTarget.path(request);
        List<Access> annotated = annotations.of(method, request);
        if (annotated.isEmpty()) {
            return List.of(rules.accessTo(method, path));
        }
        return Stream.concat(annotated.stream(), rules.named(method, path).stream())
                .toList();
    }
}
