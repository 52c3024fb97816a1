// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.spring.ApiKeyProperties;
import dev.apikey.spring.logging.KeyIdInLogs;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.ExceptionHandlingConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.ClassUtils;

/**
 * Lets a filter chain of the application accept API keys, beside whatever else it accepts.
 *
 * <pre>{@code
 * http.securityMatcher("/api/**")
 *         .with(apiKeys(), withDefaults())
 *         .authorizeHttpRequests(requests -> requests
 *                 .requestMatchers(GET, "/api/files/**").hasAuthority("files:read")
 *                 .anyRequest().access(ApiKeyAuthorization.byDefault()));
 * }</pre>
 *
 * <p>A chain without rules of its own gets {@link ApiKeyAuthorization#byDefault()} for every request. Requests with a bearer token need no CSRF token, and
 * are answered by {@link ApiKeyEntryPoint} and {@link ApiKeyAccessDeniedHandler}; so are those without any login, unless they ask for HTML.
 *
 * <p><b>Security.</b> What comes as a bearer token and is not accepted is refused, whoever may be logged in besides; a request with a key acts for its
 * owner alone. Filters behind this one, and the application, do not see a token that was accepted. {@code authenticated()} is met by every key, whatever
 * it may do: name a permission, or {@code byDefault()}.
 */
public final class ApiKeyConfigurer extends AbstractHttpConfigurer<ApiKeyConfigurer, HttpSecurity> {

    private static final boolean HAS_SLF4J = ClassUtils.isPresent("org.slf4j.MDC", null);

    private final RequestMatcher bearer = new BearerRequests();
    private @Nullable ApiKeys apiKeys;
    private @Nullable String realm;
    private boolean otherTokens;
    private @Nullable ApiKeyFilter guard;

    private ApiKeyConfigurer() {}

    /** For {@link HttpSecurity#with}. */
    public static ApiKeyConfigurer apiKeys() {
        return new ApiKeyConfigurer();
    }

    /** The keys to accept. Default: the bean. */
    public ApiKeyConfigurer keys(ApiKeys apiKeys) {
        this.apiKeys = apiKeys;
        return this;
    }

    /**
     * What the challenge calls the guarded area. Default: the property {@code apikey.realm}, {@code api} without one.
     *
     * @param realm 1 to 100 printable ASCII characters without {@code "} and {@code \\}
     */
    public ApiKeyConfigurer realm(String realm) {
        this.realm = realm;
        return this;
    }

    /**
     * Leaves bearer tokens that are not ours to the chain's other filters, such as {@code oauth2ResourceServer}. Default: they are refused.
     *
     * <p><b>Security.</b> {@link ApiKeys#isForeign} tells them apart. A chain where no other filter looks for them treats such a request as one without a
     * credential, whoever may be logged in besides.
     */
    public ApiKeyConfigurer otherTokens() {
        this.otherTokens = true;
        return this;
    }

    /**
     * Lets this filter guard the chain, with its path rules and its answers, in the place of the chain's own authorization: the same as without Spring
     * Security. Whom it finds is Spring Security's user from there on; whoever is logged in is a login to its rules. Other settings than {@link #keys} have
     * no effect then. Default: none.
     */
    public ApiKeyConfigurer guardedBy(ApiKeyFilter filter) {
        this.guard = filter;
        return this;
    }

    /** Whether a chain accepts API keys by a configurer like this, and guards by itself. */
    public static boolean isIn(SecurityFilterChain chain) {
        return chain.getFilters().stream().anyMatch(ApiKeyAuthenticationFilter.class::isInstance);
    }

    @Override
    @SuppressWarnings("unchecked") // A class literal knows no type arguments.
    public void init(HttpSecurity http) {
        if (guard != null) {
            exempt(http, request -> bearer.matches(request) || isNobody());
            answer(http);
            return;
        }
        exempt(http, bearer);
        answer(http);
        if (http.getConfigurer(AuthorizeHttpRequestsConfigurer.class) == null) {
            authorizeByDefault(http);
        }
    }

    @SuppressWarnings("unchecked")
    private static void exempt(HttpSecurity http, RequestMatcher unforgeable) {
        CsrfConfigurer<HttpSecurity> csrf = http.getConfigurer(CsrfConfigurer.class);
        if (csrf != null) {
            csrf.ignoringRequestMatchers(unforgeable);
        }
    }

    /** Who is not logged in has nothing that a page of somebody else could use; the filter refuses him. */
    private boolean isNobody() {
        return getSecurityContextHolderStrategy().getContext().getAuthentication() == null;
    }

    @SuppressWarnings("unchecked")
    private void answer(HttpSecurity http) {
        ExceptionHandlingConfigurer<HttpSecurity> handling = http.getConfigurer(ExceptionHandlingConfigurer.class);
        if (handling != null) {
            handling.defaultAuthenticationEntryPointFor(
                    new ApiKeyEntryPoint(realmIn(http)), request -> bearer.matches(request) || !asksForHtml(request));
            handling.defaultAccessDeniedHandlerFor(
                    new ApiKeyAccessDeniedHandler(realmIn(http)),
                    request -> getSecurityContextHolderStrategy().getContext().getAuthentication()
                            instanceof ApiKeyAuthentication);
        }
    }

    /** A person with a browser, for whom there may be a login page. */
    private static boolean asksForHtml(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
    }

    private static void authorizeByDefault(HttpSecurity http) {
        try {
            http.authorizeHttpRequests(requests -> requests.anyRequest().access(ApiKeyAuthorization.byDefault()));
        } catch (RuntimeException wrong) {
            throw wrong;
        } catch (Exception declared) {
            throw new IllegalStateException(declared);
        }
    }

    @Override
    public void configure(HttpSecurity http) {
        ApiKeys keys = keysIn(http);
        if (guard != null) {
            http.addFilterAfter(guard, SecurityContextHolderAwareRequestFilter.class);
            http.addFilterAfter(new KeyContextFilter(keys, getSecurityContextHolderStrategy()), ApiKeyFilter.class);
            addKeyIdToLogs(http, KeyContextFilter.class);
            return;
        }
        http.addFilterAfter(
                new ApiKeyAuthenticationFilter(
                        keys,
                        otherTokens
                                ? ApiKeyAuthenticationConverter.ofOwnTokens(keys)
                                : ApiKeyAuthenticationConverter.ofEveryToken(),
                        managerIn(http, keys),
                        realmIn(http),
                        getSecurityContextHolderStrategy()),
                LogoutFilter.class);
        http.addFilterAfter(
                new KeyRequestFilter(getSecurityContextHolderStrategy()),
                SecurityContextHolderAwareRequestFilter.class);
        addKeyIdToLogs(http, KeyRequestFilter.class);
    }

    private static void addKeyIdToLogs(HttpSecurity http, Class<? extends Filter> behind) {
        propertiesIn(http)
                .map(properties -> properties.logging().keyId())
                .filter(name -> !name.isEmpty() && HAS_SLF4J)
                .ifPresent(name -> http.addFilterAfter(new KeyIdInLogs(name), behind));
    }

    /** By itself: asked as well, the managers of the chain and of the application would tell of a provider that they miss. */
    private static AuthenticationManager managerIn(HttpSecurity http, ApiKeys keys) {
        ProviderManager manager = new ProviderManager(new ApiKeyAuthenticationProvider(keys));
        manager.setAuthenticationEventPublisher(context(http)
                .getBeanProvider(AuthenticationEventPublisher.class)
                .getIfAvailable(() -> new DefaultAuthenticationEventPublisher(context(http))));
        return manager;
    }

    private ApiKeys keysIn(HttpSecurity http) {
        return apiKeys != null ? apiKeys : context(http).getBean(ApiKeys.class);
    }

    private String realmIn(HttpSecurity http) {
        return Optional.ofNullable(realm)
                .or(() -> propertiesIn(http).map(ApiKeyProperties::realm))
                .orElse("api");
    }

    private static Optional<ApiKeyProperties> propertiesIn(HttpSecurity http) {
        return Optional.ofNullable(
                context(http).getBeanProvider(ApiKeyProperties.class).getIfAvailable());
    }

    private static ApplicationContext context(HttpSecurity http) {
        return http.getSharedObject(ApplicationContext.class);
    }
}
