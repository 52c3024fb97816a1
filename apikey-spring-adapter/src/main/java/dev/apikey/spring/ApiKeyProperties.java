// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.servlet.ApiKeyFilter;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties that start with {@code apikey.}; one that is unknown stops the start. Immutable and thread-safe.
 *
 * @param prefix {@code apikey.prefix}: required; what new tokens start with, such as {@code acme_live}
 * @param acceptedPrefixes {@code apikey.accepted-prefixes}: prefixes of older tokens that are still accepted; default none
 * @param vocabulary {@code apikey.vocabulary}: the application's permissions, such as {@code files:read}, in the order in which people
 *     shall see them; default none, so that keys can hold {@code *}, {@code default:read} and {@code default:write} only
 * @param realm {@code apikey.realm}: what the challenge calls the guarded area; default {@code api}
 * @param paths {@code apikey.paths}: what to guard, in the servlet specification's syntax and within the application's context:
 *     {@code /*} for everything, {@code /api/*} for a path and all below it, nothing else; default {@code /api/*}.
 *     Everything else is open as far as this library is concerned
 * @param rules {@code apikey.rules}: what guarded paths need, an element each, as for {@link ApiKeyFilter.Builder#rules(String...)};
 *     default none, so that every one needs {@code default:read} or {@code default:write}
 * @param schema {@code apikey.schema}: what to do about the tables at the start; default {@code require}
 */
@ConfigurationProperties(prefix = "apikey", ignoreUnknownFields = false)
public record ApiKeyProperties(
        String prefix,
        @DefaultValue List<String> acceptedPrefixes,
        @DefaultValue List<String> vocabulary,
        @DefaultValue("api") String realm,
        @DefaultValue("/api/*") List<String> paths,
        @DefaultValue List<String> rules,
        @DefaultValue("require") Schema schema) {

    /** What to do about the tables at the start. */
    public enum Schema {
        /** Check that they are there, in this version; the host's own migrations create them. */
        REQUIRE,
        /** Create them, or bring them up to this version. One process at a time. */
        APPLY
    }

    /** @throws IllegalArgumentException naming the property that is missing or wrong, and what to write */
    public ApiKeyProperties {
        if (prefix == null) {
            throw new IllegalArgumentException("property apikey.prefix must be set, for instance to acme_live");
        }
        acceptedPrefixes = List.copyOf(acceptedPrefixes);
        vocabulary = List.copyOf(vocabulary);
        paths = List.copyOf(paths);
        rules = List.copyOf(rules);
        requirePaths(paths);
    }

    private static void requirePaths(List<String> paths) {
        try {
            ApiKeyFilter.requireUrlPatterns(paths);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("property apikey.paths: " + wrong.getMessage(), wrong);
        }
    }
}
