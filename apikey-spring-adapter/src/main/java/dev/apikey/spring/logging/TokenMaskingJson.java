// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.logging;

import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
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
        members.applyingValueProcessor(ValueProcessor.of(String.class, TokenMask::mask));
    }
}
