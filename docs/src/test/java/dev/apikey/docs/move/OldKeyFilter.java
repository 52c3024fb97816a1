// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.move;

import dev.apikey.servlet.Credential;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Asks the old table for tokens that are not the library's, until the last day of the old keys. */
final class OldKeyFilter implements Filter {

    private final OldKeys oldKeys;
    private final Instant end;
    private final InstantSource clock;

    OldKeyFilter(OldKeys oldKeys, Instant end, InstantSource clock) {
        this.oldKeys = oldKeys;
        this.end = end;
        this.clock = clock;
    }

    // region filter
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        Optional<OldKey> key = find(http);
        if (key.isEmpty()) {
            answer.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        } else if (!key.get().allows(needed(http.getMethod()))) {
            answer.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else {
            oldKeys.countUse(key.get());
            answer.setDateHeader("Sunset", end.toEpochMilli()); // RFC 8594: programs can see it, too
            chain.doFilter(new OldKeyRequest(key.get(), http), response);
        }
    }

    private static String needed(String method) {
        return method.equals("GET") || method.equals("HEAD") ? "files:read" : "files:write";
    }

    private Optional<OldKey> find(HttpServletRequest request) throws ServletException {
        if (!clock.instant().isBefore(end) || !(Credential.of(request) instanceof Credential.BearerToken bearer)) {
            return Optional.empty();
        }
        try {
            return oldKeys.find(bearer.token());
        } catch (SQLException failure) {
            throw new ServletException("the old key table does not answer", failure); // 500, and never 401
        }
    }

    private static final class OldKeyRequest extends HttpServletRequestWrapper {

        private final OldKey key;

        OldKeyRequest(OldKey key, HttpServletRequest request) {
            super(request);
            this.key = key;
        }

        @Override
        public Principal getUserPrincipal() {
            return key;
        }

        @Override
        public String getRemoteUser() {
            return key.getName();
        }

        @Override
        public boolean isUserInRole(String permission) {
            return key.allows(permission);
        }
    }
    // end filter
}
