// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Who counts as one source. An IPv6 address counts as its network of 64 bits (RFC 4291, section 2.5.1): whoever has one address there has them all. All else
 * counts as it is.
 */
final class SourceNetwork {

    private static final int NETWORK_LENGTH = 8;
    /** An address, perhaps with a zone. No name has a colon, so that nobody is asked for one. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]{1,44}");

    private SourceNetwork() {}

    /** @param source as the host names it */
    static String of(String source) {
        int zone = source.indexOf('%');
        String address = zone < 0 ? source : source.substring(0, zone);
        return IPV6.matcher(address).matches() ? network(address, source) : source;
    }

    private static String network(String address, String source) {
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_LENGTH))
                    : parsed.getHostAddress();
        } catch (UnknownHostException noAddress) {
            return source;
        }
    }
}
