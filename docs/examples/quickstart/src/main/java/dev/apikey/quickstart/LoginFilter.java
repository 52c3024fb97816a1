// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application who is logged in, as a container's own login would. Stands behind the filter for keys: a request that came with a key is
 * that key's, whatever session comes with it.
 */
final class LoginFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        @Nullable String user = LoginServlet.loggedIn(request);
        if (user == null || request.getUserPrincipal() != null) {
            chain.doFilter(request, response);
        } else {
            chain.doFilter(new PersonsRequest(request, user), response);
        }
    }

    private static final class PersonsRequest extends HttpServletRequestWrapper {

        private final String user;

        PersonsRequest(HttpServletRequest request, String user) {
            super(request);
            this.user = user;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> user;
        }

        @Override
        public String getRemoteUser() {
            return user;
        }

        @Override
        public String getAuthType() {
            return FORM_AUTH;
        }

        @Override
        public boolean isUserInRole(String role) {
            return DemoUsers.hasRole(user, role);
        }
    }
}
