// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static dev.apikey.spring.ApiKeySetupException.naming;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.core.env.Environment;

/**
 * What the library guards itself, and by which rules: {@code apikey.paths} where it guards those, the management API wherever that is, and the page where
 * it lies within. Immutable.
 *
 * @param urlPatterns as servlets write them; none where there is nothing to guard
 * @param management those of the management API, which judges its callers itself; at most one
 */
record GuardedPaths(
        ApiKeyProperties properties, List<String> urlPatterns, List<String> rules, List<String> management) {

    GuardedPaths {
        urlPatterns = List.copyOf(urlPatterns);
        rules = List.copyOf(rules);
        management = List.copyOf(management);
    }

    /**
     * Everything that the properties name, for these servlets if they are there.
     *
     * @throws ApiKeySetupException if nobody said what to guard, and Spring MVC serves nothing of what is guarded then
     */
    static GuardedPaths of(
            ApiKeyProperties properties,
            Environment environment,
            ObjectProvider<ServletRegistrationBean<KeyManagementServlet>> managementBean,
            ObjectProvider<ServletRegistrationBean<KeyPageServlet>> pageBean) {
        KeyManagementServlet management = servlet(managementBean.getIfAvailable());
        KeyPageServlet page = servlet(pageBean.getIfAvailable());
        boolean byPaths = properties.guard() == ApiKeyProperties.Guard.PATHS;
        if (byPaths) {
            requireSpringMvcAtTheDefault(properties.paths(), environment);
        }
        List<String> paths = new ArrayList<>(byPaths ? properties.paths() : List.of());
        List<String> rules = new ArrayList<>(byPaths ? properties.rules() : List.of());
        if (management != null) {
            if (!contain(paths, management.path())) {
                paths.add(management.path() + "/*");
            }
            rules.add(management.rule());
        }
        if (page != null && contain(paths, page.path())) {
            rules.add(page.rule());
        }
        return new GuardedPaths(
                properties, paths, rules, management == null ? List.of() : List.of(management.path() + "/*"));
    }

    private static void requireSpringMvcAtTheDefault(List<String> paths, Environment environment) {
        String below = environment.getProperty("spring.mvc.servlet.path", "").replaceFirst("/$", "");
        boolean isSaid = Binder.get(environment)
                .bind("apikey.paths", Bindable.listOf(String.class))
                .isBound();
        if (!below.isEmpty() && !isSaid && !contain(paths, below)) {
            throw new ApiKeySetupException(
                    "apikey.paths is not set, and its default, /api/*, guards nothing of Spring MVC, which serves what is below "
                            + below + " (spring.mvc.servlet.path)",
                    "Set apikey.paths to what is to be guarded, such as " + below + "/api/*, and begin rules with "
                            + below + ", too.");
        }
    }

    private static <T extends HttpServlet> @Nullable T servlet(@Nullable ServletRegistrationBean<T> registration) {
        return registration == null ? null : registration.getServlet();
    }

    /** The filter for them. */
    ApiKeyFilter filter(ApiKeys apiKeys) {
        ApiKeyFilter.Builder builder = ApiKeyFilter.builder(apiKeys).rules(rules);
        if (properties.optional()) {
            builder.optional();
        }
        if (properties.allowPreflights()) {
            builder.allowPreflights();
        }
        if (properties.refuseBrowsers()) {
            builder.refuseBrowsers();
        }
        ApiKeyFilter filter = naming(
                "apikey.realm, apikey.rules or apikey.trusted-proxies",
                () -> builder.realm(properties.realm())
                        .trustedProxies(properties.trustedProxies())
                        .build());
        return naming("apikey.rules and apikey.paths", () -> {
            filter.requireServed(urlPatterns);
            return filter;
        });
    }

    /**
     * Whether a request goes there, as the container has mapped it: what a filter that is registered for the patterns would get. Of an include, the
     * request goes on telling the path that includes.
     */
    boolean include(HttpServletRequest request) {
        return contain(urlPatterns, path(request))
                || (request.getDispatcherType() == DispatcherType.INCLUDE
                        && contain(urlPatterns, includedPath(request)));
    }

    private static String includedPath(HttpServletRequest request) {
        return text(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH))
                + text(request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO));
    }

    private static String text(@Nullable Object path) {
        return path == null ? "" : path.toString();
    }

    boolean isManagement(HttpServletRequest request) {
        return contain(management, path(request));
    }

    private static String path(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getServletPath(), "")
                + Objects.requireNonNullElse(request.getPathInfo(), "");
    }

    private static boolean contain(List<String> urlPatterns, String path) {
        return urlPatterns.stream()
                .map(pattern -> pattern.substring(0, pattern.length() - "/*".length()))
                .anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }
}
