// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The context parameters of an application whose names start with {@code apikey.}, all of them known. */
final class Parameters {

    static final String PREFIX = "apikey.prefix";
    static final String ACCEPTED_PREFIXES = "apikey.accepted-prefixes";
    static final String VOCABULARY = "apikey.vocabulary";
    static final String REALM = "apikey.realm";
    static final String PATHS = "apikey.paths";
    static final String RULES = "apikey.rules";
    static final String OPTIONAL = "apikey.optional";
    static final String OTHER_TOKENS = "apikey.other-tokens";
    static final String ALLOW_PREFLIGHTS = "apikey.allow-preflights";
    static final String REFUSE_BROWSERS = "apikey.refuse-browsers";
    static final String TRUSTED_PROXIES = "apikey.trusted-proxies";
    static final String MANAGEMENT = "apikey.management";
    static final String PAGE = "apikey.page";
    static final String LOGIN = "apikey.login";
    static final String TEXTS = "apikey.texts";
    static final String LANGUAGE = "apikey.language";
    static final String HASHERS = "apikey.hashers";
    static final String PEPPER = "apikey.pepper";
    static final String MAX_CACHED_KEYS = "apikey.max-cached-keys";
    static final String POLL_INTERVAL = "apikey.poll-interval";
    static final String STALE_AFTER = "apikey.stale-after";
    static final String FLUSH_INTERVAL = "apikey.flush-interval";
    static final String SCHEMA = "apikey.schema";
    static final String JNDI = "apikey.jndi";
    static final String URL = "apikey.url";
    static final String USER = "apikey.user";
    static final String PASSWORD = "apikey.password";

    private static final Set<String> KNOWN = Set.of(
            PREFIX,
            ACCEPTED_PREFIXES,
            VOCABULARY,
            REALM,
            PATHS,
            RULES,
            OPTIONAL,
            OTHER_TOKENS,
            ALLOW_PREFLIGHTS,
            REFUSE_BROWSERS,
            TRUSTED_PROXIES,
            MANAGEMENT,
            PAGE,
            LOGIN,
            TEXTS,
            LANGUAGE,
            HASHERS,
            PEPPER,
            MAX_CACHED_KEYS,
            POLL_INTERVAL,
            STALE_AFTER,
            FLUSH_INTERVAL,
            SCHEMA,
            JNDI,
            URL,
            USER,
            PASSWORD);

    private final ServletContext context;

    /** @throws IllegalArgumentException if a parameter starts with {@code apikey.} and is none of ours */
    Parameters(ServletContext context) {
        this.context = context;
        for (String name : Collections.list(context.getInitParameterNames())) {
            if (name.startsWith("apikey.") && !KNOWN.contains(name)) {
                throw new IllegalArgumentException("context parameter " + name + " is unknown: there are "
                        + String.join(", ", new TreeSet<>(KNOWN)));
            }
        }
    }

    /**
     * Takes a step that reads a parameter.
     *
     * @throws IllegalArgumentException if the step does, with the parameter's name in front of the message
     */
    static <T> T naming(String name, Supplier<T> step) {
        try {
            return step.get();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("context parameter " + name + ": " + wrong.getMessage(), wrong);
        }
    }

    Optional<String> find(String name) {
        @Nullable String value = context.getInitParameter(name);
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    String require(String name, String example) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "context parameter " + name + " must be set, for instance to " + example));
    }

    /** Whether it is set to {@code true}; a switch that is not set is off. */
    boolean isTrue(String name) {
        return switch (find(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("context parameter " + name + " must be true or false");
        };
    }

    /** The parts of a value, separated by white space. */
    String[] words(String name) {
        return find(name).map(text -> text.split("\\s+", -1)).orElseGet(() -> new String[0]);
    }

    /** The lines of a value that say something. */
    List<String> lines(String name) {
        return find(name).stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
