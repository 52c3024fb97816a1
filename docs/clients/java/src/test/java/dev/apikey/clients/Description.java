// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import dev.apikey.servlet.ApiKeyFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The OpenAPI document as it lies in the jar, and what it says about an answer. */
final class Description {

    static final ObjectMapper JSON = new ObjectMapper();
    static final String SCHEMAS = "#/components/schemas/";

    private static final String OTHER_METHODS = "x-other-methods";
    private static final String DEFINITIONS = "#/$defs/";
    private static final String PLACE = "https://description.invalid/schemas.json";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    /** The fields that an answer of this API can have for a reason of its own. */
    private static final List<String> HEADERS = List.of("Location", "ETag", "Retry-After", "Allow", "WWW-Authenticate");

    private final String text;
    private final JsonNode document;
    private final SchemaRegistry schemas;

    private Description(String text) {
        this.text = text;
        this.document = parse(text);
        ObjectNode strict = JSON.createObjectNode().set("$defs", document.at("/components/schemas"));
        strict = (ObjectNode) parse(strict.toString().replace(SCHEMAS, DEFINITIONS));
        allowNothingElse(strict);
        String definitions = strict.toString();
        this.schemas = SchemaRegistry.withDefaultDialect(
                Dialects.getOpenApi31(),
                builder -> builder.schemas(Map.of(PLACE, definitions))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    static Description inTheJar() {
        try (InputStream resource = ApiKeyFilter.class.getResourceAsStream("management/openapi.json")) {
            byte[] bytes = Objects.requireNonNull(resource, "openapi.json").readAllBytes();
            return new Description(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Readers of an answer shall take what they do not know; the API shall not give what is not described. */
    private static void allowNothingElse(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(Description::allowNothingElse);
    }

    String text() {
        return text;
    }

    JsonNode document() {
        return document;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(member -> operations.add(new Operation(
                                member.getValue().path("operationId").asText(),
                                member.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                member.getValue()))));
        return operations;
    }

    /** The call with this method and path, the template with the fewest parameters first. */
    Optional<Operation> operation(String method, String path) {
        return operations().stream()
                .filter(operation -> operation.method().equals(method) && fits(operation.path(), path))
                .min(Comparator.comparingInt(operation -> operation.path().indexOf('{')));
    }

    /** What is described for this status of a call; a missing node if nothing is. */
    JsonNode answer(Exchange exchange) {
        Optional<Operation> operation = operation(exchange.method(), exchange.path());
        if (operation.isPresent()) {
            return resolve(operation.get().node().path("responses").path(String.valueOf(exchange.status())));
        }
        return exchange.status() == 405 && !template(exchange.path()).isEmpty()
                ? resolve(document.path("paths").path(template(exchange.path())).path(OTHER_METHODS))
                : document.path("nothing");
    }

    /** The path as the document writes it; empty if it does not. */
    String template(String path) {
        return Stream.concat(Stream.of(path), Operation.names(document.path("paths")).stream())
                .filter(template -> document.path("paths").has(template) && fits(template, path))
                .findFirst()
                .orElse("");
    }

    private static boolean fits(String template, String path) {
        return path.matches(template.replaceAll("\\{[^}]*}", "[^/]+"));
    }

    /** What answers have that is not described, or lack that is. */
    List<String> differences(List<Exchange> exchanges) {
        return exchanges.stream()
                .flatMap(exchange -> differences(exchange).stream().map(difference -> exchange + ": " + difference))
                .toList();
    }

    private List<String> differences(Exchange exchange) {
        JsonNode answer = answer(exchange);
        if (answer.isMissingNode()) {
            return List.of("is not described");
        }
        List<String> differences = new ArrayList<>(headerDifferences(exchange, answer));
        String described = Operation.names(answer.path("content")).get(0);
        if (!exchange.contentType().equals(described) && !exchange.contentType().equals(described + ";charset=utf-8")) {
            differences.add("has the content type " + exchange.contentType() + ", not " + described);
        }
        if (!exchange.method().equals("HEAD")) {
            violations(schemaOf(answer), exchange.body()).forEach(differences::add);
        }
        return differences;
    }

    private List<String> headerDifferences(Exchange exchange, JsonNode answer) {
        List<String> differences = new ArrayList<>();
        for (String name : HEADERS) {
            Optional<String> value = exchange.headers().firstValue(name);
            JsonNode header = resolve(answer.path("headers").path(name));
            if (value.isPresent() && header.isMissingNode()) {
                differences.add("has the header " + name + ", which is not described");
            } else if (value.isEmpty() && header.path("required").asBoolean()) {
                differences.add("lacks the header " + name);
            } else if (header.path("schema").path("type").asText().equals("integer")
                    && !value.orElse("0").matches("[0-9]+")) {
                differences.add("has the header " + name + ", which is no integer");
            }
        }
        return differences;
    }

    /** The name of the schema of an answer's body, which is always one of the components. */
    String schemaOf(JsonNode answer) {
        return answer.path("content")
                .path(Operation.names(answer.path("content")).get(0))
                .path("schema")
                .path("$ref")
                .asText()
                .replace(SCHEMAS, "");
    }

    /** How a value differs from one of the schemas, with no member allowed that it does not name. */
    List<String> violations(String schema, JsonNode value) {
        return errors(schemas.getSchema(SchemaLocation.of(PLACE + DEFINITIONS + schema)), value);
    }

    /** How a value differs from a schema of the document that has no name. */
    List<String> violations(JsonNode schema, JsonNode value) {
        if (schema.has("$ref")) {
            return violations(schema.get("$ref").asText().replace(SCHEMAS, ""), value);
        }
        String absolute = schema.toString().replace("\"" + SCHEMAS, "\"" + PLACE + DEFINITIONS);
        return errors(schemas.getSchema(absolute), value);
    }

    private static List<String> errors(Schema schema, JsonNode value) {
        return schema.validate(value).stream().map(Error::toString).toList();
    }

    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? resolve(document.at(node.get("$ref").asText().substring(1))) : node;
    }

    /** Notes every member and every word of an enumeration that a value of one of the schemas has. */
    void collectGiven(String schema, JsonNode value, Set<String> given) {
        collectGiven(schema, document.at("/components/schemas/" + schema), value, given);
    }

    private void collectGiven(String name, JsonNode schema, JsonNode value, Set<String> given) {
        if (schema.has("$ref")) {
            collectGiven(schema.get("$ref").asText().replace(SCHEMAS, ""), value, given);
            return;
        }
        if (schema.has("enum")) {
            given.add(name + "=" + value.asText());
        }
        value.properties().stream()
                .filter(member -> schema.path("properties").has(member.getKey()))
                .forEach(member -> {
                    String place = name + "." + member.getKey();
                    given.add(place);
                    collectGiven(place, schema.path("properties").path(member.getKey()), member.getValue(), given);
                });
        if (value.isArray()) {
            value.forEach(item -> collectGiven(name, schema.path("items"), item, given));
        }
    }

    /** Every member and every word of an enumeration that an answer can have. */
    Set<String> describedInAnswers() {
        Set<String> described = new TreeSet<>();
        operations()
                .forEach(operation -> operation
                        .node()
                        .path("responses")
                        .forEach(
                                response -> collectDescribed(schemaOf(resolve(response)), described, new TreeSet<>())));
        return described;
    }

    private void collectDescribed(String name, Set<String> described, Set<String> seen) {
        if (!seen.add(name)) {
            return;
        }
        JsonNode schema = document.at("/components/schemas/" + name);
        schema.path("enum").forEach(word -> described.add(name + "=" + word.asText()));
        Operation.names(schema.path("properties")).forEach(member -> described.add(name + "." + member));
        schema.findValuesAsText("$ref")
                .forEach(reference -> collectDescribed(reference.replace(SCHEMAS, ""), described, seen));
    }
}
