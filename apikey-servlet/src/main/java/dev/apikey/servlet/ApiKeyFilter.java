// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.ApiKeys;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
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
import java.util.Optional;
import java.util.Set;
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
 * <p>{@code @RolesAllowed("files:read")}, {@code @PermitAll} and {@code @DenyAll} (Jakarta Annotations) on the class or the methods of a
 * servlet are obeyed, too. A rule and an annotation must both be met; {@code @PermitAll} asks for a key or a login, whatever they may
 * do. A name without a colon is a role of the application's own, which no key has.
 *
 * <p><b>Security.</b> Paths that no rule names and servlets that no annotation names need {@code default:read} (GET, HEAD, OPTIONS)
 * or {@code default:write}. Every token that is not accepted gets the same answer. What cannot be checked is 503, never 401, and never let through.
 */
public final class ApiKeyFilter implements Filter {

    private static final String NAME = "apikey";
    private static final String EVERYTHING = "/*";
    private static final Pattern URL_PATTERN = Pattern.compile("(/[^*/]+)*/\\*");

    private final Guard guard;
    private final List<PathRule> rules;
    private final Optional<Filter> otherTokens;

    private ApiKeyFilter(Guard guard, List<PathRule> rules, Optional<Filter> otherTokens) {
        this.guard = guard;
        this.rules = rules;
        this.otherTokens = otherTokens;
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
     * Puts the filter in front of an application, for every kind of dispatch, and with support for asynchronous requests. It comes before
     * the filters of the deployment descriptor and those that are added to come after them; whatever else is added to come before them
     * stands where the container puts it, in most of them in the order in which it was added. Where it guards some paths only, {@link #ambiguousTargets}
     * stands in front of the rest.
     *
     * @param context of an application that is being started
     * @param urlPatterns what to guard, in the servlet specification's syntax: {@code /*} or {@code /api/*}
     * @throws IllegalStateException if the application has been started, or has a filter named {@code apikey}
     * @throws IllegalArgumentException as {@link #requireServed} does
     */
    public void addTo(ServletContext context, String... urlPatterns) {
        requireServed(List.of(urlPatterns));
        FilterRegistration.Dynamic registration = context.addFilter(NAME, this);
        if (registration == null) {
            throw new IllegalStateException(
                    "the application has a filter named " + NAME + " already: remove one of them");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, urlPatterns);
        if (!List.of(urlPatterns).contains(EVERYTHING)) {
            FilterRegistration.Dynamic targets =
                    context.addFilter(NAME + "-targets", ambiguousTargets(List.of(urlPatterns)));
            if (targets == null) {
                throw new IllegalStateException(
                        "the application has a filter named " + NAME + "-targets already: remove it");
            }
            targets.setAsyncSupported(true);
            targets.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, EVERYTHING);
        }
    }

    /**
     * What stands at {@code /*} where a filter guards some paths only, for whoever registers it otherwise than by {@link #addTo}: it answers 400 to
     * requests whose target is ambiguous and has the last segment of one of these paths anywhere in it, and lets all others pass.
     *
     * <p><b>Security.</b> Without it, {@code /api/../x} passes by a filter at {@code /api/*}, because the container takes it for {@code /x}; and a
     * dispatcher behind that goes by the target as it was sent may take it for {@code /api/{folder}/x}.
     *
     * @param urlPatterns as for {@link #requireUrlPatterns}
     * @throws IllegalArgumentException as there
     */
    public static Filter ambiguousTargets(Collection<String> urlPatterns) {
        requireUrlPatterns(urlPatterns);
        return new AmbiguousTargets(urlPatterns);
    }

    /**
     * Checks what the filter is to guard, for whoever registers it otherwise than by {@link #addTo}: a container takes
     * {@code /api/**} for the one path of that name, and {@code /} or {@code /api/} for less than people mean.
     *
     * <p><b>Security.</b> {@code /report} is refused because a servlet mapped to {@code /report/*} or {@code /} serves {@code /report/},
     * too, which that pattern leaves open. {@code /report/*} is asked for instead; it matches {@code /report} as well (Servlet 6.0 §12.2).
     *
     * @param urlPatterns each {@code /*}, or a path with everything below it such as {@code /api/*}
     * @throws IllegalArgumentException if there is none, or one of another form
     */
    public static void requireUrlPatterns(Collection<String> urlPatterns) {
        if (urlPatterns.isEmpty()) {
            throw new IllegalArgumentException("URL patterns must name what to guard: /* for everything");
        }
        for (String pattern : urlPatterns) {
            if (!URL_PATTERN.matcher(pattern).matches()) {
                throw new IllegalArgumentException(
                        "URL patterns must be /* or paths with everything below them, such as /report/* for /report and"
                                + " all below it; /report alone leaves /report/ open: "
                                + PathRule.withoutSecrets(pattern));
            }
        }
    }

    /**
     * Checks what the filter is to guard against its rules, for whoever registers it otherwise than by {@link #addTo}. A rule for a path that the
     * filter is not asked about would guard nothing, whatever people think who read it.
     *
     * @param urlPatterns as for {@link #requireUrlPatterns}
     * @throws IllegalArgumentException as there, or if a rule lies outside all of them
     */
    public void requireServed(Collection<String> urlPatterns) {
        requireUrlPatterns(urlPatterns);
        for (PathRule rule : rules) {
            if (urlPatterns.stream().noneMatch(rule::isServedBy)) {
                throw new IllegalArgumentException("rule " + rule + " lies outside what the filter guards, "
                        + String.join(" ", urlPatterns) + ": guard its path too, or remove the rule");
            }
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("the API key filter guards HTTP only: map it to HTTP requests");
        }
        if (ErrorPage.isTargetOf(http)) {
            ErrorPage page = ErrorPage.enter(http);
            try {
                chain.doFilter(guard.forErrorPage(http), response);
            } finally {
                page.leave();
            }
            return;
        }
        Guard.Verdict verdict = guard.judge(http);
        if (verdict instanceof Guard.Verdict.HandOn handOn) {
            otherTokens
                    .orElseThrow()
                    .doFilter(handOn.request(), response, (in, out) -> proceedHandedOn(in, out, chain));
        } else {
            follow(verdict, http, answer, chain);
        }
    }

    private void proceedHandedOn(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("the filter for other tokens must pass on an HTTP request and response");
        }
        follow(guard.judgeHandedOn(http), http, answer, chain);
    }

    private static void follow(
            Guard.Verdict verdict, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (verdict instanceof Guard.Verdict.Refuse refuse) {
            refuse.refusal().send(request, response);
        } else {
            chain.doFilter(((Guard.Verdict.Proceed) verdict).request(), response);
        }
    }

    /** Starts the filter for other tokens, if there is one. */
    @Override
    public void init(FilterConfig config) throws ServletException {
        if (otherTokens.isPresent()) {
            otherTokens.get().init(config);
        }
    }

    /** Ends the filter for other tokens, if there is one. */
    @Override
    public void destroy() {
        otherTokens.ifPresent(Filter::destroy);
    }

    /** Chooses the settings of an {@link ApiKeyFilter}. Not thread-safe. */
    public static final class Builder {

        private final ApiKeys apiKeys;
        private String realm = "api";
        private List<String> rules = List.of();
        private boolean optional;
        private int trustedProxies;
        private Optional<Filter> otherTokens = Optional.empty();
        private final Set<Guard.Option> options = EnumSet.noneOf(Guard.Option.class);

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
         * or {@code denied}. Behind the first two, {@code or login} lets a request without a key pass if the application has
         * established a principal for it before this filter runs, as containers do for their own sessions. The most specific path decides alone, in whatever order rules are named; a method that it does not
         * name is refused with 403 whatever the key holds. {@code GET} includes {@code HEAD}.
         */
        public Builder rules(Collection<String> rules) {
            this.rules = List.copyOf(rules);
            return this;
        }

        /**
         * Lets requests without a credential, or with one of another scheme, pass where no rule and no annotation says what is
         * needed. Default: they are answered 401. A bearer token that is not good is refused all the same.
         */
        public Builder optional() {
            this.optional = true;
            return this;
        }

        /**
         * Hands requests whose bearer token is not ours to another filter, such as the one that verifies JSON Web Tokens, instead of
         * refusing them. That filter answers, or calls the chain with a request whose {@code getUserPrincipal()} is whom it found:
         * a login, to the rules. It sees nobody who may be logged in besides. Without a principal, the request is refused. It is
         * started and ended together with this one. Default: no other filter.
         *
         * <p><b>Security.</b> What begins with an accepted prefix and {@code _}, in whatever case, never gets there, be it a key that is
         * unknown or revoked, or what is left of one. Everything else does, and that may be a key that was damaged at its front, or has a prefix that
         * is not accepted any more. The other filter must neither log what it does not accept nor send it on.
         */
        public Builder otherTokens(Filter filter) {
            this.otherTokens = Optional.of(filter);
            this.options.add(Guard.Option.OTHER_TOKENS);
            return this;
        }

        /**
         * Lets CORS preflights (Fetch standard §3.2.2) pass to whatever answers them behind this filter: {@code OPTIONS} with
         * {@code Origin} and {@code Access-Control-Request-Method}, without {@code Authorization} and {@code Cookie}, about a method
         * that is not denied, where {@code OPTIONS} is not denied either. Default: they need what every request needs, which no browser sends.
         */
        public Builder allowPreflights() {
            this.options.add(Guard.Option.PREFLIGHTS);
            return this;
        }

        /**
         * Answers 403 to a key that a browser sends from a page of another origin ({@code Sec-Fetch-Site} neither
         * {@code same-origin} nor {@code none}; W3C Fetch Metadata), with a body that explains why keys do not belong there. Tokens
         * that are not ours are not concerned. Default: browsers are not looked for.
         */
        public Builder refuseBrowsers() {
            this.options.add(Guard.Option.NO_BROWSERS);
            return this;
        }

        /**
         * How many proxies stand between clients and this server. The source that counts failures is then not the socket's address
         * but the one that the outermost of them reported: that many places from the right in {@code X-Forwarded-For} or
         * {@code Forwarded} (RFC 7239). If the fields tell none, or two different ones, it is the socket's. Names are never looked
         * up. Default: 0, the fields are not read.
         *
         * <p><b>Security.</b> Clients must not reach this server past the proxies: what they write themselves would count.
         *
         * @param count 0 to 10; 0 as well where the container corrects {@code getRemoteAddr()} already
         */
        public Builder trustedProxies(int count) {
            this.trustedProxies = count;
            return this;
        }

        /**
         * The filter with these settings.
         *
         * @throws IllegalArgumentException if the realm, a rule or the number of proxies is wrong; the message says which and why
         */
        public ApiKeyFilter build() {
            List<PathRule> parsed = rules.stream().map(PathRule::parse).toList();
            PathRules paths = new PathRules(parsed, optional);
            Guard guard = new Guard(
                    apiKeys, new Challenge(realm), new Requirements(paths), new ClientAddress(trustedProxies), options);
            return new ApiKeyFilter(guard, parsed, otherTokens);
        }
    }
}
