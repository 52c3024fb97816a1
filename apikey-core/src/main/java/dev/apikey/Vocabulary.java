// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The permissions that exist in an application: the host's, and ours. A pattern that opens none of them is a mistake. */
final class Vocabulary {

    private static final List<String> OURS = List.of("default:read", "default:write", "apikeys:read", "apikeys:write");

    /** Keys share what they may do. Where there are more sets of permissions than this, what the others allow is found out each time. */
    private static final int MAX_REMEMBERED = 1_000;

    private final List<String> entries;
    private final ConcurrentMap<Permissions, List<String>> allowed = new ConcurrentHashMap<>();

    private Vocabulary(List<String> entries) {
        this.entries = List.copyOf(entries);
    }

    /** @throws IllegalArgumentException if an entry is no permission, is named twice, or has a resource that belongs to us */
    static Vocabulary of(List<String> hosts) {
        List<String> entries = new ArrayList<>();
        for (String entry : hosts) {
            requireHosts(entry);
            if (entries.contains(entry)) {
                throw new IllegalArgumentException("vocabulary must name each permission once, names twice: " + entry);
            }
            entries.add(entry);
        }
        entries.addAll(OURS);
        return new Vocabulary(entries);
    }

    /** The host's permissions in its order, then of ours those that this ceiling allows. */
    List<String> grantableUnder(Permissions ceiling) {
        return entries.stream()
                .filter(entry -> !OURS.contains(entry) || ceiling.allow(entry))
                .toList();
    }

    /** The permissions, the host's in its order and then ours, that these allow. */
    List<String> allowedBy(Permissions permissions) {
        List<String> known = allowed.get(permissions);
        return known != null ? known : remember(permissions);
    }

    private List<String> remember(Permissions permissions) {
        List<String> each = entries.stream().filter(permissions::allow).toList();
        if (allowed.size() < MAX_REMEMBERED) {
            allowed.put(permissions, each);
        }
        return each;
    }

    private static void requireHosts(String entry) {
        if (entry.startsWith("apikeys:") || entry.startsWith("default:")) {
            throw new IllegalArgumentException(
                    "vocabulary must leave the resources apikeys and default to the library: "
                            + Printable.quote(entry));
        }
        if (!Permissions.isPermission(entry)) {
            throw new IllegalArgumentException(
                    "vocabulary must hold permissions, resource:action of [a-z0-9_.-] without *, such as files:read: "
                            + Printable.quote(entry));
        }
    }

    /** @throws IllegalArgumentException naming the first pattern that opens nothing */
    void requireKnown(Permissions permissions) {
        for (String pattern : permissions.patterns()) {
            Permissions one = Permissions.of(pattern);
            if (entries.stream().noneMatch(one::allow)) {
                throw new IllegalArgumentException("permissions must come from the vocabulary, which has nothing for "
                        + pattern + ": it has " + String.join(" ", entries));
            }
        }
    }
}
