// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a body, read strictly: those that are known, of the right type, each at most once, and nothing behind them. */
final class JsonObject {

    private final Map<String, Object> members;

    private JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /** What a member must be. */
    enum Kind {
        TEXT("text"),
        TEXTS("an array of texts"),
        INTEGER("an integer"),
        BOOLEAN("true or false");

        private final String inWords;

        Kind(String inWords) {
            this.inWords = inWords;
        }
    }

    /**
     * Reads an object with some of these members.
     *
     * @throws RefusedException naming what is wrong, and the member where it is one
     */
    static JsonObject read(String text, Map<String, Kind> known) {
        try (JsonParser parser = Json.parser(text)) {
            return new JsonObject(members(parser, known));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Map<String, Object> members(JsonParser parser, Map<String, Kind> known) throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedException(Problem.badRequest("The body must be a JSON object."));
            }
            Map<String, Object> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                Kind kind = known.get(name);
                if (kind == null) {
                    throw unknown(name, known);
                }
                members.put(name, value(parser, name, kind));
            }
            if (parser.nextToken() != null) {
                throw new RefusedException(Problem.badRequest("Nothing may follow the JSON object in the body."));
            }
            return members;
        } catch (JsonProcessingException malformed) {
            throw new RefusedException(malformed(parser, malformed));
        }
    }

    private static Object value(JsonParser parser, String name, Kind kind) throws IOException {
        JsonToken token = parser.nextToken();
        if (kind == Kind.TEXT && token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (kind == Kind.BOOLEAN && token.isBoolean()) {
            return parser.getBooleanValue();
        }
        if (kind == Kind.INTEGER
                && token == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        if (kind == Kind.TEXTS && token == JsonToken.START_ARRAY) {
            return texts(parser, name);
        }
        throw wrongType(name, kind);
    }

    private static List<String> texts(JsonParser parser, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw wrongType(name, Kind.TEXTS);
            }
            texts.add(parser.getText());
        }
        return texts;
    }

    private static RefusedException wrongType(String name, Kind kind) {
        return new RefusedException(Problem.badMember(name, name + " must be " + kind.inWords + "."));
    }

    private static RefusedException unknown(String name, Map<String, Kind> known) {
        String quoted = Quote.of(name);
        return new RefusedException(Problem.badMember(
                quoted,
                quoted + " is not known here: the members are "
                        + String.join(", ", known.keySet().stream().sorted().toList()) + "."));
    }

    private static Problem malformed(JsonParser parser, JsonProcessingException failure) throws IOException {
        if (failure.getOriginalMessage().startsWith("Duplicate field")) {
            String quoted = Quote.of(parser.currentName());
            return Problem.badMember(quoted, quoted + " must be there once.");
        }
        JsonLocation where = parser.currentLocation();
        return Problem.badRequest("The body is not well-formed JSON, or nested too deep: see line " + where.getLineNr()
                + ", column " + where.getColumnNr() + ".");
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name)).map(String.class::cast);
    }

    Optional<Long> integer(String name) {
        return Optional.ofNullable(members.get(name)).map(Long.class::cast);
    }

    Optional<Boolean> bool(String name) {
        return Optional.ofNullable(members.get(name)).map(Boolean.class::cast);
    }

    Optional<List<String>> texts(String name) {
        return Optional.ofNullable(members.get(name))
                .map(texts -> ((List<?>) texts).stream().map(String.class::cast).toList());
    }
}
