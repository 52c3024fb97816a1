// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.servlet.ApiKeyFilter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * The properties that start with {@code apikey.}; one that is unknown stops the start. Immutable and thread-safe. What each means, in which unit and with an
 * example, is in the metadata that IDEs read, and in {@code docs/reference/properties.md}.
 *
 * @param prefix {@code apikey.prefix}: required; what new tokens start with, such as {@code acme_live}
 * @param acceptedPrefixes {@code apikey.accepted-prefixes}: prefixes of older tokens that are still accepted; default none
 * @param vocabulary {@code apikey.vocabulary}: the application's permissions, such as {@code files:read}, in the order in which people
 *     shall see them; default none, so that keys can hold {@code *}, {@code default:read} and {@code default:write} only
 * @param realm {@code apikey.realm}: what the challenge calls the guarded area; default {@code api}
 * @param guard {@code apikey.guard}: who guards; default {@code paths}
 * @param paths {@code apikey.paths}: what to guard, in the servlet specification's syntax and within the application's context:
 *     {@code /*} for everything, {@code /api/*} for a path and all below it, nothing else; default {@code /api/*}.
 *     Everything else is open as far as this library is concerned
 * @param rules {@code apikey.rules}: what guarded paths need, an element each, as for {@link ApiKeyFilter.Builder#rules(String...)};
 *     default none, so that every one needs {@code default:read} or {@code default:write}
 * @param optional {@code apikey.optional}, as {@link ApiKeyFilter.Builder#optional}; default false
 * @param allowPreflights {@code apikey.allow-preflights}, as {@link ApiKeyFilter.Builder#allowPreflights}; default false
 * @param refuseBrowsers {@code apikey.refuse-browsers}, as {@link ApiKeyFilter.Builder#refuseBrowsers}; default false
 * @param trustedProxies {@code apikey.trusted-proxies}, as {@link ApiKeyFilter.Builder#trustedProxies}; default 0
 * @param store {@code apikey.store}: where keys are kept; default {@code jdbc}
 * @param schema {@code apikey.schema}: what to do about the tables at the start; default {@code require}
 * @param hashers {@code apikey.hashers}: what hashes new secrets, and then what else verifies old ones; default {@code argon2id}
 * @param pepper {@code apikey.pepper}: for {@code hmac-sha256}; a secret, several separated by spaces with the one for new keys first
 * @param pepperFile {@code apikey.pepper-file}: a file with the same in the place of {@code pepper}, which is read again every ten seconds; default none
 * @param management {@code apikey.management}: the API for keys
 * @param page {@code apikey.page}: the page for people
 * @param owners {@code apikey.owners}: whom keys act for
 * @param limits {@code apikey.limits}: how long and how many
 * @param engine {@code apikey.engine}: what each node remembers, and for how long
 * @param upkeep {@code apikey.upkeep}: what nodes do in the background
 * @param logging {@code apikey.logging.*}
 */
@ConfigurationProperties(prefix = "apikey", ignoreUnknownFields = false)
public record ApiKeyProperties(
        String prefix,
        @DefaultValue List<String> acceptedPrefixes,
        @DefaultValue List<String> vocabulary,
        @DefaultValue("api") String realm,
        @DefaultValue("paths") Guard guard,
        @DefaultValue("/api/*") List<String> paths,
        @DefaultValue List<String> rules,
        @DefaultValue("false") boolean optional,
        @DefaultValue("false") boolean allowPreflights,
        @DefaultValue("false") boolean refuseBrowsers,
        @DefaultValue("0") int trustedProxies,
        @DefaultValue("jdbc") Store store,
        @DefaultValue("require") Schema schema,
        @DefaultValue("argon2id") List<Hasher> hashers,
        @Nullable String pepper,
        @Nullable String pepperFile,
        @DefaultValue Management management,
        @DefaultValue Page page,
        @DefaultValue Owners owners,
        @DefaultValue Limits limits,
        @DefaultValue Engine engine,
        @DefaultValue Upkeep upkeep,
        @DefaultValue Logging logging) {

    /** Who guards the application. */
    public enum Guard {
        /** The library guards {@code apikey.paths}; where there is Spring Security, by a filter chain of its own before the application's. */
        PATHS,
        /** The application's own filter chains do, with {@code http.with(apiKeys(), …)}. */
        CHAINS
    }

    /** Where keys are kept. */
    public enum Store {
        /** In the application's {@code DataSource}. */
        JDBC,
        /** In memory, gone when the application ends, for its tests: without a database, and without Argon2. */
        MEMORY
    }

    /** What to do about the tables at the start. */
    public enum Schema {
        /** Check that they are there, in this version; the host's own migrations create them. */
        REQUIRE,
        /** Create them, or bring them up to this version. One process at a time. */
        APPLY
    }

    /** How secrets are hashed. */
    public enum Hasher {
        /** Argon2id with OWASP's minimum. */
        ARGON2ID,
        /** HMAC-SHA-256 under {@code apikey.pepper}. */
        HMAC_SHA256
    }

    /**
     * The API for keys.
     *
     * @param enabled {@code apikey.management.enabled}; default true
     * @param path {@code apikey.management.path}: default {@code /api/2.0/keys}
     */
    public record Management(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("/api/2.0/keys") String path) {}

    /**
     * The page "Developer Tools, API keys".
     *
     * @param enabled {@code apikey.page.enabled}; default true; there is none without the API
     * @param path {@code apikey.page.path}: default {@code /developer/api-keys}
     * @param login {@code apikey.page.login}: where people log in, such as {@code /login}; default none
     * @param stylesheet {@code apikey.page.stylesheet}: a style sheet of the application; default none
     * @param texts {@code apikey.page.texts}: files with the page's texts in other languages than English, by language; default none
     * @param language {@code apikey.page.language}: the language for everybody; default what browsers ask for
     */
    public record Page(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("/developer/api-keys") String path,
            @Nullable String login,
            @Nullable String stylesheet,
            @DefaultValue Map<Locale, Resource> texts,
            @Nullable Locale language) {

        /** Keeps what is given. */
        public Page {
            texts = Map.copyOf(texts);
        }
    }

    /**
     * Whom keys act for.
     *
     * @param followUsers {@code apikey.owners.follow-users}: where the application has one {@code UserDetailsService}, whether keys of owners that are no
     *     user of it, or one who is disabled or locked, are refused; default true
     * @param applications {@code apikey.owners.applications}: owners that are no users; default none
     * @param bound {@code apikey.owners.bound}: how old an answer about an owner may be, 1 second to 1 hour; default 60 seconds
     */
    public record Owners(
            @DefaultValue("true") boolean followUsers,
            @DefaultValue List<String> applications,
            @DefaultValue("60s") Duration bound) {}

    /**
     * How long keys last, and how many there may be.
     *
     * @param defaultLifetime {@code apikey.limits.default-lifetime}: of keys for which nothing else is asked; default without end
     * @param maxLifetime {@code apikey.limits.max-lifetime}: the longest that can be asked for; default 365 days
     * @param requireExpiry {@code apikey.limits.require-expiry}: whether keys without end are refused; default false
     * @param maxLiveKeys {@code apikey.limits.max-live-keys}: of an owner; default 1,000
     * @param maxIssuedPerHour {@code apikey.limits.max-issued-per-hour}: by an actor on a node; default 300
     */
    public record Limits(
            @Nullable Duration defaultLifetime,
            @DefaultValue("365d") Duration maxLifetime,
            @DefaultValue("false") boolean requireExpiry,
            @DefaultValue("1000") int maxLiveKeys,
            @DefaultValue("300") int maxIssuedPerHour) {}

    /**
     * What each node remembers, and for how long.
     *
     * @param maxCachedKeys {@code apikey.engine.max-cached-keys}; default 100,000
     * @param pollInterval {@code apikey.engine.poll-interval}: how often the database is asked for changes; default 500 milliseconds
     * @param staleAfter {@code apikey.engine.stale-after}: how long a node goes on without an answer; default 10 seconds
     * @param flushInterval {@code apikey.engine.flush-interval}: how often uses are written down; default 30 seconds
     */
    public record Engine(
            @DefaultValue("100000") int maxCachedKeys,
            @DefaultValue("500ms") Duration pollInterval,
            @DefaultValue("10s") Duration staleAfter,
            @DefaultValue("30s") Duration flushInterval) {}

    /**
     * What nodes do in the background.
     *
     * @param keepHistory {@code apikey.upkeep.keep-history}: how long events are kept; default 400 days
     * @param keepUsage {@code apikey.upkeep.keep-usage}: how long daily counts are kept; default 400 days
     * @param expiryNotices {@code apikey.upkeep.expiry-notices}: how long before their expiry keys are told to a {@code KeyObserver}; default 30, 7 and 1
     *     days, and at the expiry
     * @param nodeName {@code apikey.upkeep.node-name}: what operators see this node as; default an id that is drawn at each start
     */
    public record Upkeep(
            @DefaultValue("400d") Duration keepHistory,
            @DefaultValue("400d") Duration keepUsage,
            @DefaultValue({"30d", "7d", "1d", "0s"}) List<Duration> expiryNotices,
            @Nullable String nodeName) {}

    /**
     * What logs tell of keys.
     *
     * @param keyId {@code apikey.logging.key-id}: under which name the id of a request's key stands in the mapped diagnostic context; empty = not at all;
     *     default {@code apikey.id}
     */
    public record Logging(@DefaultValue("apikey.id") String keyId) {}

    /** @throws IllegalArgumentException naming the property that is missing or wrong, and what to write */
    public ApiKeyProperties {
        if (prefix == null) {
            throw new IllegalArgumentException("property apikey.prefix must be set, for instance to acme_live");
        }
        acceptedPrefixes = List.copyOf(acceptedPrefixes);
        vocabulary = List.copyOf(vocabulary);
        paths = List.copyOf(paths);
        rules = List.copyOf(rules);
        hashers = List.copyOf(hashers);
        requirePaths(paths);
    }

    private static void requirePaths(List<String> paths) {
        try {
            ApiKeyFilter.requireUrlPatterns(paths);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("property apikey.paths: " + wrong.getMessage(), wrong);
        }
    }

    /** Without the pepper. */
    @Override
    public String toString() {
        return "ApiKeyProperties[prefix=" + prefix + ", guard=" + guard + ", paths=" + paths + ", rules=" + rules + "]";
    }
}
