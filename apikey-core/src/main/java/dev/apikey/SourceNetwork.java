// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Who counts as one source. An IPv6 address counts as its network of 64 bits (RFC 4291, section 2.5.4): whoever has one address there has them all. All else
 * counts as it is, and so does what begins with 64 zeros, where addresses of IPv4 are written as IPv6.
 */
final class SourceNetwork {

    private static final int GROUPS = 8;
    private static final int GROUPS_OF_NETWORK = 4;
    private static final String GAP = "::";
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final int HEX = 16;

    private SourceNetwork() {}

    /** @param source as the host names it */
    static String of(String source) {
        int zone = source.indexOf('%');
        int[] groups = groups(zone < 0 ? source : source.substring(0, zone));
        int[] network = Arrays.copyOf(groups, GROUPS_OF_NETWORK);
        boolean isNetwork = groups.length == GROUPS && Arrays.stream(network).anyMatch(group -> group != 0);
        return isNetwork ? Arrays.toString(network) : source;
    }

    /** The eight numbers of an IPv6 address (RFC 4291, section 2.2); none if it is none. */
    private static int[] groups(String address) {
        int gap = address.indexOf(GAP);
        String[] head = split(gap < 0 ? address : address.substring(0, gap));
        String[] tail = split(gap < 0 ? "" : address.substring(gap + GAP.length()));
        boolean complete = gap < 0 ? head.length == GROUPS : head.length + tail.length < GROUPS;
        if (!complete || !areGroups(head) || !areGroups(tail)) {
            return new int[0];
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < head.length; i++) {
            groups[i] = Integer.parseInt(head[i], HEX);
        }
        for (int i = 0; i < tail.length; i++) {
            groups[GROUPS - tail.length + i] = Integer.parseInt(tail[i], HEX);
        }
        return groups;
    }

    private static String[] split(String part) {
        return part.isEmpty() ? new String[0] : part.split(":", -1);
    }

    private static boolean areGroups(String[] parts) {
        return Arrays.stream(parts).allMatch(part -> GROUP.matcher(part).matches());
    }
}
