// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a key may do: a set of patterns such as {@code files:read}, {@code files:*} or {@code *}.
 *
 * <p>A <em>permission</em> is {@code resource:action}, each segment of {@code [a-z0-9_.-]+}, at most 64 characters in
 * all. A <em>pattern</em> may have {@code *} in place of either segment; {@code *} alone is short for {@code *:*}.
 * Nothing is implied ({@code write} does not imply {@code read}) and nothing is folded: case matters.
 *
 * <p><b>Security.</b> No pattern means no access. The resource {@code apikeys}, which manages keys, is never covered by a
 * wildcard: {@code apikeys:read} and {@code apikeys:write} are granted by name or not at all.
 *
 * <p>Immutable and thread-safe. Equal sets of patterns are equal, in whatever order they were named.
 */
public final class Permissions {

    private static final Permissions NONE = new Permissions(List.of());

    /** Each once. A list, because there are few and a cache holds many of these. */
    private final List<Pattern> patterns;

    private final int hash;

    private Permissions(List<Pattern> patterns) {
        this.patterns = patterns;
        this.hash = Set.copyOf(patterns).hashCode(); // The order does not count.
    }

    /** No access at all. */
    public static Permissions none() {
        return NONE;
    }

    /**
     * The permissions with these patterns; duplicates collapse, the first mention keeps its place.
     *
     * @throws IllegalArgumentException if one of them is not a pattern; the message says why
     */
    public static Permissions of(String... patterns) {
        return of(List.of(patterns));
    }

    /**
     * The permissions with these patterns; duplicates collapse, the first mention keeps its place.
     *
     * @throws IllegalArgumentException if one of them is not a pattern; the message says why
     */
    public static Permissions of(Collection<String> patterns) {
        return of(patterns.stream().map(Pattern::parse));
    }

    private static Permissions of(Stream<Pattern> patterns) {
        List<Pattern> each = List.copyOf(patterns.distinct().toList());
        return each.isEmpty() ? NONE : new Permissions(each);
    }

    /** Whether this is a permission: exactly {@code resource:action}, without a wildcard. */
    static boolean isPermission(String text) {
        return Pattern.isPermission(text, text.indexOf(':'));
    }

    /**
     * Whether one of the patterns matches this permission.
     *
     * @param permission exactly {@code resource:action}; anything else, a pattern among them, is answered with false
     */
    public boolean allow(String permission) {
        int colon = permission.indexOf(':');
        if (!Pattern.isPermission(permission, colon)) {
            return false;
        }
        for (Pattern pattern : patterns) {
            if (pattern.matches(permission, colon)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether everything that {@code other} allows, now or with whatever permissions may be invented later, is allowed by
     * these too. Decided pattern against pattern; {@link #none()} is covered by all.
     */
    public boolean covers(Permissions other) {
        return other.patterns.stream().allMatch(wanted -> patterns.stream().anyMatch(held -> held.covers(wanted)));
    }

    /**
     * What both these and {@code other} allow, pattern by pattern; {@code this} where {@code other} covers it.
     *
     * <pre>{@code
     * Permissions.of("files:*").and(Permissions.of("*:read"))   // files:read
     * }</pre>
     */
    public Permissions and(Permissions other) {
        if (other.covers(this)) {
            return this;
        }
        return of(patterns.stream()
                .flatMap(mine -> other.patterns.stream().flatMap(theirs -> mine.and(theirs).stream())));
    }

    /** Whether these allow nothing. */
    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** The patterns in the order in which they were named; unmodifiable. */
    public List<String> patterns() {
        return patterns.stream().map(Pattern::toString).toList();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Permissions that
                        && patterns.size() == that.patterns.size()
                        && patterns.containsAll(that.patterns));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return patterns().toString();
    }

    /** One pattern; {@code *} in a segment stands for every text there. */
    private record Pattern(String resource, String action) {

        private static final String ANY = "*";
        private static final String KEY_MANAGEMENT = "apikeys";
        private static final int MAX_LENGTH = 64;

        static Pattern parse(String text) {
            if (text.equals(ANY)) {
                return new Pattern(ANY, ANY);
            }
            int colon = text.indexOf(':');
            if (colon < 0 || text.length() > MAX_LENGTH) {
                throw malformed(text);
            }
            Pattern pattern = new Pattern(text.substring(0, colon), text.substring(colon + 1));
            if (!isSegmentOrAny(pattern.resource) || !isSegmentOrAny(pattern.action)) {
                throw malformed(text);
            }
            if (pattern.resource.equals(KEY_MANAGEMENT) && pattern.action.equals(ANY)) {
                throw new IllegalArgumentException(
                        "apikeys:* is not a pattern: grant apikeys:read and apikeys:write by name");
            }
            return pattern;
        }

        private static IllegalArgumentException malformed(String text) {
            return new IllegalArgumentException("permission must be resource:action of [a-z0-9_.-], at most "
                    + MAX_LENGTH + " characters, with * allowed for either part: " + Printable.quote(text));
        }

        static boolean isPermission(String text, int colon) {
            return colon >= 0
                    && text.length() <= MAX_LENGTH
                    && isSegment(text, 0, colon)
                    && isSegment(text, colon + 1, text.length());
        }

        private static boolean isSegmentOrAny(String segment) {
            return segment.equals(ANY) || isSegment(segment, 0, segment.length());
        }

        private static boolean isSegment(String text, int from, int to) {
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                boolean inAlphabet =
                        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
                if (!inAlphabet) {
                    return false;
                }
            }
            return from < to;
        }

        boolean matches(String permission, int colon) {
            return matchesSegment(action, permission, colon + 1, permission.length())
                    && (resource.equals(ANY)
                            ? !isRegion(KEY_MANAGEMENT, permission, 0, colon)
                            : isRegion(resource, permission, 0, colon));
        }

        private static boolean matchesSegment(String held, String text, int from, int to) {
            return held.equals(ANY) || isRegion(held, text, from, to);
        }

        private static boolean isRegion(String wanted, String text, int from, int to) {
            return wanted.length() == to - from && text.startsWith(wanted, from);
        }

        boolean covers(Pattern wanted) {
            boolean sameResource = resource.equals(wanted.resource)
                    || (resource.equals(ANY) && !wanted.resource.equals(KEY_MANAGEMENT));
            return sameResource && (action.equals(ANY) || action.equals(wanted.action));
        }

        /** The pattern that matches what both match, if there is anything. */
        Optional<Pattern> and(Pattern other) {
            String narrowerResource = resource.equals(ANY) ? other.resource : resource;
            String narrowerAction = action.equals(ANY) ? other.action : action;
            Pattern common = new Pattern(narrowerResource, narrowerAction);
            boolean isOfBoth = covers(common) && other.covers(common);
            return isOfBoth && common.toString().length() <= MAX_LENGTH ? Optional.of(common) : Optional.empty();
        }

        @Override
        public String toString() {
            return resource.equals(ANY) && action.equals(ANY) ? ANY : resource + ":" + action;
        }
    }
}
