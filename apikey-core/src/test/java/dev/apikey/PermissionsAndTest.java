// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PermissionsAndTest {

    private static final List<List<String>> SETS =
            ReferencePermissions.subsetsUpToTwo(Stream.of("apikeys", "default", "files", "rooms", "*")
                    .flatMap(resource -> Stream.of("read", "write", "*").map(action -> resource + ":" + action))
                    .filter(pattern -> !pattern.equals("apikeys:*"))
                    .toList());

    private static void assertIsBoth(List<String> one, List<String> other) {
        Permissions both = Permissions.of(one).and(Permissions.of(other));
        for (String permission : ReferencePermissions.universe()) {
            boolean expected =
                    ReferencePermissions.allow(one, permission) && ReferencePermissions.allow(other, permission);
            if (both.allow(permission) != expected) {
                throw new AssertionError(one + " and " + other + " at " + permission + " must be " + expected);
            }
        }
        assertThat(Permissions.of(one).covers(both) && Permissions.of(other).covers(both))
                .as("%s and %s", one, other)
                .isTrue();
        assertThat(Permissions.of(both.patterns())).isEqualTo(both);
    }

    @Test
    void allowsWhatBothAllowForEachTwoOfTwo() {
        for (List<String> one : SETS) {
            for (List<String> other : SETS) {
                assertIsBoth(one, other);
            }
        }
    }

    @Test
    void allowsWhatBothAllowForManyPatterns() {
        long seed = System.nanoTime();
        System.out.println("PermissionsAndTest.allowsWhatBothAllowForManyPatterns seed " + seed);
        Random random = new Random(seed);
        List<String> patterns = SETS.stream().flatMap(List::stream).distinct().toList();
        for (int i = 0; i < 1_000; i++) {
            assertIsBoth(some(patterns, random), some(patterns, random));
        }
    }

    private static List<String> some(List<String> patterns, Random random) {
        return patterns.stream().filter(any -> random.nextInt(3) == 0).toList();
    }

    @Test
    void isTheSameObjectWhereTheOtherCoversIt() {
        for (List<String> one : SETS) {
            Permissions permissions = Permissions.of(one);
            for (List<String> other : SETS) {
                if (ReferencePermissions.covers(other, one)) {
                    assertThat(permissions.and(Permissions.of(other))).isSameAs(permissions);
                }
            }
        }
    }

    @Test
    void neverReachesKeyManagementByAWildcard() {
        Permissions owner = Permissions.of("*", "*:read");
        assertThat(Permissions.of("apikeys:read", "files:read").and(owner).patterns())
                .containsExactly("files:read");
        assertThat(owner.and(Permissions.of("apikeys:read"))).isEqualTo(Permissions.none());
    }

    @Test
    void isNoneWithNone() {
        assertThat(Permissions.of("*").and(Permissions.none())).isSameAs(Permissions.none());
        assertThat(Permissions.none().and(Permissions.of("*"))).isSameAs(Permissions.none());
    }

    /** No permission is that long, so that a pattern for it would be none that anybody could read again. */
    @Test
    void holdsNoPatternThatIsLongerThanAPermissionCanBe() {
        Permissions resource = Permissions.of("r".repeat(62) + ":*");
        Permissions action = Permissions.of("*:" + "a".repeat(62));
        Permissions both = resource.and(action);
        assertThat(Permissions.of(both.patterns())).isEqualTo(both);
        assertThat(both.isEmpty()).isTrue();
        assertThat(Permissions.of("r".repeat(32) + ":*")
                        .and(Permissions.of("*:" + "a".repeat(31)))
                        .patterns())
                .containsExactly("r".repeat(32) + ":" + "a".repeat(31));
    }
}
