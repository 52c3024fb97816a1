// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What permissions mean, spelt out a second time without a thought for speed. The resource and the action {@code zz} are in no
 * pattern: they stand for all those that nobody has named yet.
 */
final class ReferencePermissions {

    private static final List<String> UNIVERSE =
            product(List.of("apikeys", "default", "files", "rooms", "zz")).toList();

    private ReferencePermissions() {}

    private static Stream<String> product(List<String> resources) {
        return resources.stream().flatMap(r -> Stream.of("read", "write", "zz").map(a -> r + ":" + a));
    }

    static boolean allow(Collection<String> patterns, String permission) {
        String[] asked = permission.split(":", -1);
        return patterns.stream()
                .map(pattern -> pattern.equals("*") ? new String[] {"*", "*"} : pattern.split(":", -1))
                .anyMatch(held -> (held[1].equals("*") || held[1].equals(asked[1]))
                        && (held[0].equals("*") ? !asked[0].equals("apikeys") : held[0].equals(asked[0])));
    }

    static boolean covers(Collection<String> held, Collection<String> wanted) {
        return UNIVERSE.stream()
                .filter(permission -> allow(wanted, permission))
                .allMatch(permission -> allow(held, permission));
    }

    /** Every permission that tells two sets of patterns apart. */
    static List<String> universe() {
        return UNIVERSE;
    }

    /** No pattern, each one, and each two of them. */
    static List<List<String>> subsetsUpToTwo(List<String> patterns) {
        List<List<String>> subsets = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < patterns.size(); i++) {
            subsets.add(List.of(patterns.get(i)));
            for (int j = i + 1; j < patterns.size(); j++) {
                subsets.add(List.of(patterns.get(i), patterns.get(j)));
            }
        }
        return subsets;
    }
}
