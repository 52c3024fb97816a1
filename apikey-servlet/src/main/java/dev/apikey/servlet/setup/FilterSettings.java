// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the settings of the filter from context parameters. */
final class FilterSettings {

    private final ServletContext context;
    private final Parameters parameters;

    FilterSettings(ServletContext context, Parameters parameters) {
        this.context = context;
        this.parameters = parameters;
    }

    /**
     * The filter with these settings.
     *
     * @param more rules beside those of the parameter
     * @throws IllegalArgumentException naming the parameter that is wrong, and the remedy
     */
    ApiKeyFilter build(ApiKeys apiKeys, List<String> more) {
        ApiKeyFilter.Builder builder = ApiKeyFilter.builder(apiKeys)
                .realm(parameters.find(Parameters.REALM).orElse("api"))
                .rules(Stream.concat(parameters.lines(Parameters.RULES).stream(), more.stream())
                        .toList());
        if (parameters.isTrue(Parameters.OPTIONAL)) {
            builder.optional();
        }
        if (parameters.isTrue(Parameters.ALLOW_PREFLIGHTS)) {
            builder.allowPreflights();
        }
        if (parameters.isTrue(Parameters.REFUSE_BROWSERS)) {
            builder.refuseBrowsers();
        }
        parameters.find(Parameters.TRUSTED_PROXIES).ifPresent(count -> builder.trustedProxies(proxies(count)));
        parameters.find(Parameters.OTHER_TOKENS).ifPresent(name -> builder.otherTokens(filter(name)));
        return Parameters.naming(Parameters.REALM + " or " + Parameters.RULES, builder::build);
    }

    private static int proxies(String count) {
        if (count.matches("[0-9]|10")) {
            return Integer.parseInt(count);
        }
        throw new IllegalArgumentException("context parameter " + Parameters.TRUSTED_PROXIES
                + " must be a number from 0 to 10: how many proxies stand between the clients and this server");
    }

    /** Made by the container, as it makes those of the deployment descriptor. */
    private Filter filter(String className) {
        try {
            // Null in a Jetty to whose application nobody gave one: then it is ours, too.
            @Nullable ClassLoader ofApplication = context.getClassLoader();
            Class<?> type = Class.forName(
                    className, true, ofApplication == null ? FilterSettings.class.getClassLoader() : ofApplication);
            return context.createFilter(type.asSubclass(Filter.class));
        } catch (ClassNotFoundException | LinkageError | ClassCastException | ServletException wrong) {
            throw new IllegalArgumentException(
                    "context parameter " + Parameters.OTHER_TOKENS
                            + " must name a class of the application that is a jakarta.servlet.Filter and has a public"
                            + " constructor without parameters, " + className + " is none",
                    wrong);
        }
    }
}
