// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Keeps peppers out of {@code /actuator/env} and {@code /actuator/configprops} however much of other values those show: the property, under whichever spelling, and
 * any other one that holds a pepper's text, such as the variable that it refers to. Immutable.
 */
final class HiddenPeppers implements SanitizingFunction {

    private final List<String> peppers;

    /** @param pepper the property's value; null = not set */
    HiddenPeppers(@Nullable String pepper) {
        this.peppers = pepper == null || pepper.isBlank()
                ? List.of()
                : List.of(pepper.strip().split("\\s+", -1));
    }

    @Override
    public SanitizableData apply(SanitizableData data) {
        return isOurs(data.getKey()) || holdsOne(data.getValue()) ? data.withSanitizedValue() : data;
    }

    /** {@code apikey.pepper}, {@code APIKEY_PEPPER}. */
    private static boolean isOurs(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").endsWith("apikeypepper");
    }

    private boolean holdsOne(@Nullable Object value) {
        return value != null && peppers.stream().anyMatch(value.toString()::contains);
    }
}
