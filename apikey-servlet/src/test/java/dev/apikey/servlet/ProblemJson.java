// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a body of {@code application/problem+json} (RFC 9457) as strictly as any client may. */
public final class ProblemJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ProblemJson() {}

    /** The members as text, in order. */
    public static Map<String, String> parse(String body) throws IOException {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(body)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                require(parser.nextToken().isScalarValue());
                members.put(name, parser.getText());
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        }
        return members;
    }

    private static void require(boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("the body is not one flat JSON object");
        }
    }
}
