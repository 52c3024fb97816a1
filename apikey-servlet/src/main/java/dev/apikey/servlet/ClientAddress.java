// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request comes from, behind a known number of proxies: each of them appends the address that it was called from, so the
 * client's is as many places from the right. What stands further left was written by whoever wanted to. Immutable and thread-safe.
 *
 * @param trustedProxies how many proxies there are; 0 = the socket's address is the client's
 */
record ClientAddress(int trustedProxies) {

    /** More than anybody has; and no list is counted for long. */
    private static final int MOST = 10;

    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String PORT = "(?::[0-9]{1,5})?";
    private static final String HEX = "[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,41}";
    private static final Pattern IPV4 = Pattern.compile("((?:" + BYTE + "\\.){3}" + BYTE + ")" + PORT);
    private static final Pattern IPV6 = Pattern.compile("\\[(" + HEX + ")]" + PORT + "|(" + HEX + ")");

    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final String QUOTED = "\"[^\"\\\\]*\"";
    private static final String PAIR = "(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")";

    /** RFC 7239 §4: pairs, separated by semicolons within an element and by commas between elements. */
    private static final Pattern NEXT_PAIR = Pattern.compile("[ \t]*" + PAIR + "[ \t]*([;,]|$)");

    ClientAddress {
        if (trustedProxies < 0 || trustedProxies > MOST) {
            throw new IllegalArgumentException("trusted proxies must be a number from 0 to " + MOST
                    + ": how many stand between the clients and this server");
        }
    }

    /** The address of the client as text, or that of the socket where the fields do not tell it beyond doubt. */
    String of(HttpServletRequest request) {
        if (trustedProxies == 0) {
            return request.getRemoteAddr();
        }
        List<String> forwardedFor = fields(request, "X-Forwarded-For").stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .toList();
        List<String> forwarded = fields(request, "Forwarded");
        Optional<String> told;
        if (forwarded.isEmpty()) {
            told = fromTheRight(forwardedFor);
        } else {
            told = fromTheRight(nodes(forwarded));
            // A proxy that writes one of them passes on whatever a client wrote into the other.
            if (!forwardedFor.isEmpty() && !told.equals(fromTheRight(forwardedFor))) {
                told = Optional.empty();
            }
        }
        return told.orElseGet(request::getRemoteAddr);
    }

    private static List<String> fields(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    private Optional<String> fromTheRight(List<String> addresses) {
        return addresses.size() < trustedProxies
                ? Optional.empty()
                : address(addresses.get(addresses.size() - trustedProxies).strip());
    }

    /** The {@code for} of each element, an empty text where it has none; no node at all if a line is not what RFC 7239 writes. */
    private static List<String> nodes(List<String> lines) {
        List<String> nodes = new ArrayList<>();
        for (String line : lines) {
            Matcher pair = NEXT_PAIR.matcher(line);
            String node = "";
            int end = 0;
            while (end < line.length()) {
                if (!pair.region(end, line.length()).lookingAt()) {
                    return List.of();
                }
                if (pair.group(1).toLowerCase(Locale.ROOT).equals("for")) {
                    node = unquoted(pair.group(2));
                }
                if (!pair.group(3).equals(";")) {
                    nodes.add(node);
                    node = "";
                }
                end = pair.end();
                if (end == line.length() && !pair.group(3).isEmpty()) {
                    return List.of();
                }
            }
        }
        return nodes;
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }

    /** One spelling for each address; empty for names, and for what hides one ({@code unknown}, {@code _hidden}). */
    private static Optional<String> address(String text) {
        Matcher ipv4 = IPV4.matcher(text);
        if (ipv4.matches()) {
            return Optional.of(ipv4.group(1));
        }
        Matcher ipv6 = IPV6.matcher(text);
        return ipv6.matches() ? ipv6(ipv6.group(1) == null ? ipv6.group(2) : ipv6.group(1)) : Optional.empty();
    }

    /** In brackets it is read as an address or not at all: nothing is looked up. */
    private static Optional<String> ipv6(String text) {
        try {
            return Optional.of(InetAddress.getByName("[" + text + "]").getHostAddress());
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }
}
