// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.ApiKeys;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Lets requests through that bear a key with the permission their path needs, and answers all others. Thread-safe.
 *
 * <pre>{@code
 * ApiKeyFilter.builder(apiKeys)
 *         .realm("acme")
 *         .rules("GET  /files/** files:read",
 *                "POST /files/** files:write",
 *                "GET  /health   public")
 *         .build()
 *         .addTo(servletContext, "/*");
 * }</pre>
 *
 * <p>Behind it, {@code getUserPrincipal()} is an {@link ApiKeyPrincipal}, {@code getRemoteUser()} the key's owner,
 * {@code getAuthType()} is {@code Bearer}, and {@code isUserInRole("files:read")} tells whether the key allows that.
 *
 * <p><b>Security.</b> Paths that no rule names need {@code default:read} (GET, HEAD, OPTIONS) or {@code default:write}. Every
 * token that is not accepted gets the same answer. What cannot be checked is 503, never 401, and never let through.
 */
public final class ApiKeyFilter implements Filter {

    private static final String NAME = "apikey";
    private static final Pattern URL_PATTERN = Pattern.compile("/\\*|(/[^*/]+)+(/\\*)?");

    private final Guard guard;

    private ApiKeyFilter(Guard guard) {
        this.guard = guard;
    }

    /**
     * Settings to choose from; all have a default.
     *
     * @param apiKeys decides the tokens; closed by whoever built it, after the filter is out of service
     */
    public static Builder builder(ApiKeys apiKeys) {
        return new Builder(apiKeys);
    }

    /**
     * Puts the filter in front of an application, before its other filters, for every kind of dispatch, and with support for
     * asynchronous requests.
     *
     * @param context of an application that is being started
     * @param urlPatterns what to guard, in the servlet specification's syntax: {@code /*} or {@code /api/*}
     * @throws IllegalStateException if the application has been started, or has a filter named {@code apikey}
     * @throws IllegalArgumentException as {@link #requireUrlPatterns} does
     */
    public void addTo(ServletContext context, String... urlPatterns) {
        requireUrlPatterns(List.of(urlPatterns));
        FilterRegistration.Dynamic registration = context.addFilter(NAME, this);
        if (registration == null) {
            throw new IllegalStateException(
                    "the application has a filter named " + NAME + " already: remove one of them");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, urlPatterns);
    }

    /**
     * Checks what the filter is to guard, for whoever registers it otherwise than by {@link #addTo}: a container takes
     * {@code /api/**} for the one path of that name, and {@code /} or {@code /api/} for less than people mean.
     *
     * @param urlPatterns each {@code /*}, a path such as {@code /report}, or one with everything below it such as {@code /api/*}
     * @throws IllegalArgumentException if there is none, or one of another form
     */
    public static void requireUrlPatterns(Collection<String> urlPatterns) {
        if (urlPatterns.isEmpty()) {
            throw new IllegalArgumentException("URL patterns must name what to guard: /* for everything");
        }
        for (String pattern : urlPatterns) {
            if (!URL_PATTERN.matcher(pattern).matches()) {
                throw new IllegalArgumentException(
                        "URL patterns must be /*, paths such as /report, or paths with everything below"
                                + " them such as /api/*: " + pattern);
            }
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("the API key filter guards HTTP only: map it to HTTP requests");
        }
        if (http.getDispatcherType() == DispatcherType.ERROR) {
            chain.doFilter(request, response);
            return;
        }
        Guard.Verdict verdict = guard.judge(http);
        if (verdict instanceof Guard.Verdict.Proceed proceed) {
            chain.doFilter(proceed.request(), response);
        } else {
            ((Guard.Verdict.Refuse) verdict).refusal().send(http, answer);
        }
    }

    /** Chooses the settings of an {@link ApiKeyFilter}. Not thread-safe. */
    public static final class Builder {

        private final ApiKeys apiKeys;
        private String realm = "api";
        private List<String> rules = List.of();

        private Builder(ApiKeys apiKeys) {
            this.apiKeys = Objects.requireNonNull(apiKeys, "apiKeys");
        }

        /**
         * What the challenge calls the guarded area. Default: {@code api}.
         *
         * @param realm 1 to 100 printable ASCII characters without {@code "} and {@code \}
         */
        public Builder realm(String realm) {
            this.realm = Objects.requireNonNull(realm, "realm");
            return this;
        }

        /** As {@link #rules(Collection)}. */
        public Builder rules(String... rules) {
            return rules(List.of(rules));
        }

        /**
         * What paths need, a line each: method or {@code *}, path, access; such as {@code GET /files/** files:read}. Default: none,
         * so that every path needs {@code default:read} or {@code default:write}.
         *
         * <p>The path is one within the application's context, decoded, and stands for itself, with or without a slash behind it;
         * {@code /**} at its end adds everything below. The access is a permission, {@code authenticated} (any key), {@code public}
         * or {@code denied}. The most specific path decides alone, in whatever order rules are named; a method that it does not
         * name is refused with 403 whatever the key holds. {@code GET} includes {@code HEAD}.
         */
        public Builder rules(Collection<String> rules) {
            this.rules = List.copyOf(rules);
            return this;
        }

        /**
         * The filter with these settings.
         *
         * @throws IllegalArgumentException if the realm or a rule is wrong; the message says which and why
         */
        public ApiKeyFilter build() {
            PathRules paths = new PathRules(rules.stream().map(PathRule::parse).toList());
            return new ApiKeyFilter(new Guard(apiKeys, new Challenge(realm), paths));
        }
    }
}
