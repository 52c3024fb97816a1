// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which access a method and path need. Immutable and thread-safe.
 *
 * <p>The most specific path decides alone, whatever the order of the rules: an exact path before any subtree, a longer subtree before a
 * shorter one. If it does not name the method, the answer is no; no other rule is asked. A path that no rule names needs
 * {@code default:read} or {@code default:write}.
 */
final class PathRules {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Map<String, Methods> exact = new HashMap<>();
    private final List<Subtree> subtrees;
    private final boolean optional;

    private record Subtree(String path, Methods methods) {

        boolean contains(String requested) {
            return requested.startsWith(path)
                    && (requested.length() == path.length() || requested.charAt(path.length()) == '/');
        }
    }

    /** @param optional whether requests without a credential may pass where no rule names the path */
    PathRules(List<PathRule> rules, boolean optional) {
        this.optional = optional;
        Map<String, Methods> below = new HashMap<>();
        for (PathRule rule : rules) {
            Map<String, Methods> kind = rule.subtree() ? below : exact;
            kind.computeIfAbsent(rule.path(), path -> new Methods()).add(rule);
        }
        this.subtrees = below.entrySet().stream()
                .map(entry -> new Subtree(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(
                                (Subtree subtree) -> subtree.path().length())
                        .reversed())
                .toList();
    }

    /**
     * What the rules say.
     *
     * @param path as the container mapped it: decoded, within the context, starting with {@code /}
     * @return empty if no rule names the path
     */
    Optional<Access> named(String method, String path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        Methods named = exact.get(withoutSlashBehind(path));
        if (named != null) {
            return Optional.of(named.accessBy(asked));
        }
        for (Subtree subtree : subtrees) {
            if (subtree.contains(path)) {
                return Optional.of(subtree.methods().accessBy(asked));
            }
        }
        return Optional.empty();
    }

    /** What the rules say, or what a path needs that nothing names. */
    Access accessTo(String method, String path) {
        return named(method, path).orElseGet(() -> unnamed(method));
    }

    private Access unnamed(String method) {
        Access ofKey = new Access.Needs(READING.contains(method) ? "default:read" : "default:write");
        return optional ? new Access.OrNoKey(ofKey) : ofKey;
    }

    /** Frameworks behind us, Jakarta REST among them, take {@code /a/} for {@code /a}: no slash leads to a weaker rule. */
    private static String withoutSlashBehind(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The rules for one path. */
    private static final class Methods {

        private final Map<String, Access> byMethod = new HashMap<>();

        void add(PathRule rule) {
            if (byMethod.put(rule.method(), rule.access()) != null) {
                throw new IllegalArgumentException("rules must name a method of a path once, they name twice: "
                        + rule.method() + " " + rule.path() + (rule.subtree() ? PathRule.BELOW : ""));
            }
        }

        Access accessBy(String method) {
            Access any = byMethod.getOrDefault(PathRule.ANY_METHOD, new Access.NotNamed());
            return byMethod.getOrDefault(method, any);
        }
    }
}
