// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import dev.apikey.ApiKeys;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from context parameters what the engine remembers and for how long. */
final class EngineSettings {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s)");

    private final Parameters parameters;

    EngineSettings(Parameters parameters) {
        this.parameters = parameters;
    }

    /** @throws IllegalArgumentException naming the parameter that is wrong, and the remedy */
    void set(ApiKeys.Builder builder) {
        set(Parameters.MAX_CACHED_KEYS, keys -> builder.maxCachedKeys(number(keys)));
        set(Parameters.POLL_INTERVAL, interval -> builder.pollInterval(duration(interval)));
        set(Parameters.STALE_AFTER, limit -> builder.staleAfter(duration(limit)));
        set(Parameters.FLUSH_INTERVAL, interval -> builder.flushInterval(duration(interval)));
    }

    private void set(String name, Function<String, ApiKeys.Builder> setting) {
        parameters.find(name).ifPresent(value -> Parameters.naming(name, () -> setting.apply(value)));
    }

    private static int number(String text) {
        if (text.matches("[0-9]{1,9}")) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("must be a number of at most nine digits");
    }

    private static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be a number with ms or s behind it, such as 500ms or 10s");
        }
        long amount = Long.parseLong(parts.group(1));
        return parts.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
    }
}
