// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.logging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.json.WritableJson;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * For structured logging: {@code logging.structured.json.customizer=dev.apikey.spring.logging.TokenMaskingJson} puts every text of every line through {@link
 * TokenMask}, whichever log framework there is. Made by Spring Boot.
 */
public final class TokenMaskingJson implements StructuredLoggingJsonMembersCustomizer<Object> {

    /** Made by Spring Boot. */
    public TokenMaskingJson() {}

    @Override
    public void customize(Members<Object> members) {
        members.applyingValueProcessor(ValueProcessor.of(TokenMaskingJson::masked));
    }

    /** What is no text is written as its own, so that is what must hold no token. Lists and maps are written value by value. */
    private static @Nullable Object masked(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean || isMadeOfValues(value)) {
            return value;
        }
        String text = value.toString();
        String masked = TokenMask.mask(text);
        return masked.equals(text) ? value : masked;
    }

    private static boolean isMadeOfValues(Object value) {
        return value instanceof Iterable
                || value instanceof Map
                || value instanceof WritableJson
                || value.getClass().isArray();
    }
}
