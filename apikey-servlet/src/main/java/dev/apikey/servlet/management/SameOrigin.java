// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a change was asked for by a page of the application itself: a browser sends the session along for every page (W3C Fetch
 * Metadata; RFC 6454). What is no browser has neither field, and passes. Immutable and thread-safe.
 */
final class SameOrigin {

    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final Set<String> listed;

    /**
     * Lets the application's own pages pass, and those of these origins.
     *
     * @throws IllegalArgumentException if one is no origin
     */
    SameOrigin(Set<String> listed) {
        listed.forEach(SameOrigin::requireOrigin);
        this.listed = Set.copyOf(listed);
    }

    private static void requireOrigin(String origin) {
        if (authority(origin).isEmpty() || !origin.matches("https?://[^/?#@]+")) {
            throw new IllegalArgumentException(
                    "origins must be such as https://console.example.com, without a path: " + Quote.of(origin));
        }
    }

    boolean admits(HttpServletRequest request) {
        List<String> sites = Collections.list(request.getHeaders("Sec-Fetch-Site"));
        if (!sites.isEmpty()) {
            return sites.size() == 1 && OWN.contains(sites.get(0));
        }
        List<String> origins = Collections.list(request.getHeaders("Origin"));
        return origins.isEmpty() || (origins.size() == 1 && admits(origins.get(0), request.getHeader("Host")));
    }

    private boolean admits(String origin, @Nullable String host) {
        if (listed.contains(origin)) {
            return true;
        }
        Optional<String> authority = authority(origin);
        String scheme = origin.substring(0, Math.max(0, origin.indexOf(':')));
        return host != null && authority.isPresent() && authority.equals(authority(scheme + "://" + host));
    }

    /** Host and port of an origin, in one spelling; empty if it is none. */
    private static Optional<String> authority(String origin) {
        try {
            URI uri = new URI(origin);
            if (uri.getHost() == null || uri.getScheme() == null) {
                return Optional.empty();
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
            return Optional.of(uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
