// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The OpenAPI document by itself: valid, complete by the contract, and fit for strict generators. */
class DescriptionTest {

    private static final Description DESCRIPTION = Description.inTheJar();
    private static final String MOUNT = "/api/2.0/keys";

    @Test
    void isValidOpenApi31() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(DESCRIPTION.text(), null, options);
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.isOpenapi31()).isTrue();
        assertThat(result.getOpenAPI().getPaths().keySet()).hasSize(13);
    }

    /** A parser that finds nothing wrong with anything would not do. */
    @ParameterizedTest
    @CsvSource({"\"responses\", \"answers\"", "\"operationId\": \"getApiKeys\", \"operation\": \"getApiKeys\""})
    void isNotCalledValidWhenItIsBroken(String whole, String broken) {
        assertThat(DESCRIPTION.text()).contains(whole);
        SwaggerParseResult result =
                new OpenAPIV3Parser().readContents(DESCRIPTION.text().replace(whole, broken));
        assertThat(result.getMessages()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            POST   |                | 201 | Location ETag | name permissions expiresInDays owner
            GET    |                | 200 |          | limit cursor search state owner neverUsed unusedDays expiresWithinDays sort
            GET    | /count         | 200 |          | search state owner neverUsed unusedDays expiresWithinDays
            GET    | /authority     | 200 |          |
            GET    | /permissions   | 200 |          |
            GET    | /@self         | 200 | ETag     |
            GET    | /{id}          | 200 | ETag     | id
            PUT    | /{id}          | 200 | ETag     | id If-Match name permissions isActive
            POST   | /{id}/rotate   | 201 | Location ETag | id overlapHours expiresInDays
            POST   | /{id}/revoke   | 200 |          | id reason
            POST   | /revoke        | 200 |          | ids reason
            DELETE | /{id}          | 200 |          | id
            GET    | /{id}/history  | 200 |          | id limit cursor
            GET    | /history       | 200 |          | limit cursor
            GET    | /{id}/usage    | 200 |          | id days
            GET    | /openapi.json  | 200 |          |
            """)
    void hasEveryCallOfTheContract(
            String method, @Nullable String path, int status, @Nullable String header, @Nullable String taken) {
        Operation operation = find(method, path);
        JsonNode success =
                DESCRIPTION.resolve(operation.node().path("responses").path(String.valueOf(status)));

        assertThat(operation.statuses()).filteredOn(each -> each < 400).containsExactly(status);
        assertThat(Operation.names(success.path("headers"))).containsExactlyInAnyOrderElementsOf(words(header));
        assertThat(taken(operation)).containsExactlyInAnyOrderElementsOf(words(taken));
    }

    @Test
    void hasNoOtherCall() {
        assertThat(DESCRIPTION.operations()).hasSize(16);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            POST   |                | 400 401 403 408 409 413 415 429 503
            GET    |                | 400 401 403 503
            GET    | /count         | 400 401 403 503
            GET    | /authority     | 400 401 503
            GET    | /permissions   | 400 401 503
            GET    | /@self         | 400 401 404 503
            GET    | /{id}          | 400 401 403 404 503
            PUT    | /{id}          | 400 401 403 404 408 409 412 413 415 503
            POST   | /{id}/rotate   | 400 401 403 404 408 409 413 415 429 503
            POST   | /{id}/revoke   | 400 401 403 404 408 413 415 503
            POST   | /revoke        | 400 401 403 408 413 415 503
            DELETE | /{id}          | 400 401 403 404 503
            GET    | /{id}/history  | 400 401 403 404 503
            GET    | /history       | 400 401 403 503
            GET    | /{id}/usage    | 400 401 403 404 503
            GET    | /openapi.json  | 400 401 503
            """)
    void hasEveryFailureOfTheContract(String method, @Nullable String path, @Nullable String statuses) {
        assertThat(find(method, path).statuses())
                .filteredOn(each -> each >= 400)
                .extracting(String::valueOf)
                .containsExactlyElementsOf(words(statuses));
    }

    @ParameterizedTest
    @CsvSource({
        "BadRequest, WWW-Authenticate, false",
        "Unauthorized, WWW-Authenticate, true",
        "Forbidden, WWW-Authenticate, false",
        "MethodNotAllowed, Allow, true",
        "TooManyRequests, Retry-After, true",
        "ServiceUnavailable, Retry-After, true"
    })
    void hasTheHeadersOfFailures(String response, String header, boolean always) {
        JsonNode described = DESCRIPTION.resolve(
                DESCRIPTION.document().at("/components/responses/" + response + "/headers/" + header));
        assertThat(described.path("schema").isObject()).isTrue();
        assertThat(described.path("required").asBoolean()).isEqualTo(always);
    }

    @Test
    void answersEveryFailureWithAProblemThatCanNameAMember() {
        assertThat(failures()).hasSizeGreaterThan(50).allSatisfy(failure -> {
            assertThat(Operation.names(failure.path("content"))).containsExactly("application/problem+json");
            assertThat(DESCRIPTION.schemaOf(failure)).isEqualTo("Problem");
        });
        assertThat(members("Problem")).contains("type", "title", "status", "detail", "member", "replacedBy");
    }

    @Test
    void namesTheAnswerToOtherMethodsOnEveryPath() {
        assertThat(DESCRIPTION.document().path("paths"))
                .allSatisfy(path -> assertThat(
                                path.path("x-other-methods").path("$ref").asText())
                        .isEqualTo("#/components/responses/MethodNotAllowed"));
    }

    @Test
    void hasEveryMemberOfAKey() {
        assertThat(members("ApiKey"))
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "key",
                        "keyPostfix",
                        "permissions",
                        "owner",
                        "createBy",
                        "createOn",
                        "lastUsed",
                        "expiresAt",
                        "revokedAt",
                        "replaces",
                        "replacedBy",
                        "isActive",
                        "state");
        assertThat(required("ApiKey"))
                .doesNotContain("lastUsed", "expiresAt", "revokedAt", "replaces", "replacedBy")
                .hasSize(10);
        assertThat(schema("KeyState").path("enum"))
                .extracting(JsonNode::asText)
                .containsExactly("active", "disabled", "expired", "revoked");
    }

    @Test
    void wrapsEverySuccessInTheEnvelope() {
        assertThat(DESCRIPTION.operations())
                .filteredOn(operation -> !operation.path().endsWith("openapi.json"))
                .allSatisfy(operation -> {
                    String schema = DESCRIPTION.schemaOf(DESCRIPTION.resolve(operation
                            .node()
                            .path("responses")
                            .path(String.valueOf(operation.statuses().get(0)))));
                    assertThat(required(schema)).containsExactly("response", "count", "links", "status", "statusCode");
                });
        assertThat(members("ApiKeyListAnswer")).contains("next");
        assertThat(members("Link")).containsExactly("href", "action");
    }

    @ParameterizedTest
    @CsvSource({
        "CreateApiKeyRequest/properties/name, maxLength, 64",
        "CreateApiKeyRequest/properties/owner, maxLength, 255",
        "UpdateApiKeyRequest/properties/name, maxLength, 64",
        "RequestedPatterns, minItems, 1",
        "RequestedPatterns, maxItems, 100",
        "RequestedPatterns/items, maxLength, 64",
        "ExpiresInDays, minimum, 1",
        "ExpiresInDays, maximum, 365",
        "RotateApiKeyRequest/properties/overlapHours, maximum, 168",
        "RotateApiKeyRequest/properties/overlapHours, default, 24",
        "RevokeApiKeysRequest/properties/ids, minItems, 1",
        "RevokeApiKeysRequest/properties/ids, maxItems, 200",
        "Reason, maxLength, 200"
    })
    void statesTheLimitsOfBodies(String place, String limit, int value) {
        assertThat(DESCRIPTION
                        .document()
                        .at("/components/schemas/" + place)
                        .path(limit)
                        .asInt(-1))
                .isEqualTo(value);
    }

    @Test
    void refusesUnknownMembersInEveryBody() {
        assertThat(requestSchemas())
                .hasSize(5)
                .allSatisfy(name -> assertThat(schema(name).path("additionalProperties"))
                        .isEqualTo(Description.JSON.getNodeFactory().booleanNode(false)));
    }

    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        collect("", DESCRIPTION.document(), examples);
        return examples;
    }

    record Example(String place, JsonNode schema, JsonNode value) {

        @Override
        public String toString() {
            return place;
        }
    }

    private static void collect(String place, JsonNode node, List<Example> examples) {
        if (node.has("schema") && node.has("example")) {
            examples.add(new Example(place, node.get("schema"), node.get("example")));
        }
        node.path("examples").forEach(value -> examples.add(new Example(place, node, value)));
        node.properties().forEach(member -> collect(place + "/" + member.getKey(), member.getValue(), examples));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void hasExamplesThatAreValid(Example example) {
        assertThat(DESCRIPTION.violations(example.schema(), example.value())).isEmpty();
    }

    @Test
    void showsNoToken() {
        Pattern token = Pattern.compile("_[0-9a-z]{26}_[0-9A-Za-z]{49}");
        assertThat(token.matcher(DESCRIPTION.text()).find()).isFalse();
        assertThat(examples()).hasSizeGreaterThan(20);
    }

    @Test
    void usesEveryComponent() {
        List<String> unused = new ArrayList<>();
        DESCRIPTION.document().path("components").properties().stream()
                .filter(kind -> !kind.getKey().equals("securitySchemes"))
                .forEach(kind -> Operation.names(kind.getValue()).stream()
                        .map(name -> "#/components/" + kind.getKey() + "/" + name)
                        .filter(place -> !DESCRIPTION.text().contains("\"" + place + "\""))
                        .forEach(unused::add));
        assertThat(unused).isEmpty();
    }

    private static Operation find(String method, @Nullable String path) {
        String whole = path == null ? MOUNT : MOUNT + path;
        return DESCRIPTION.operations().stream()
                .filter(operation ->
                        operation.method().equals(method) && operation.path().equals(whole))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + method + " " + whole));
    }

    /** The names of all that a call takes: in the path, the query, the header and the body. */
    private static List<String> taken(Operation operation) {
        List<String> names = new ArrayList<>();
        JsonNode shared =
                DESCRIPTION.document().path("paths").path(operation.path()).path("parameters");
        Stream.of(shared, operation.node().path("parameters"))
                .forEach(parameters -> parameters.forEach(parameter ->
                        names.add(DESCRIPTION.resolve(parameter).path("name").asText())));
        JsonNode body = operation.node().at("/requestBody/content/application~1json/schema");
        names.addAll(Operation.names(DESCRIPTION.resolve(body).path("properties")));
        return names;
    }

    private static List<JsonNode> failures() {
        return DESCRIPTION.operations().stream()
                .flatMap(operation -> operation.statuses().stream()
                        .filter(status -> status >= 400)
                        .map(status -> DESCRIPTION.resolve(
                                operation.node().path("responses").path(String.valueOf(status)))))
                .toList();
    }

    private static Set<String> requestSchemas() {
        Set<String> names = new TreeSet<>();
        DESCRIPTION.operations().stream()
                .filter(Operation::hasBody)
                .map(operation -> operation.node().at("/requestBody/content/application~1json/schema/$ref"))
                .forEach(reference -> names.add(reference.asText().replace(Description.SCHEMAS, "")));
        return names;
    }

    private static JsonNode schema(String name) {
        return DESCRIPTION.document().at("/components/schemas/" + name);
    }

    private static List<String> members(String schema) {
        return Operation.names(schema(schema).path("properties"));
    }

    private static List<String> required(String schema) {
        List<String> names = new ArrayList<>();
        schema(schema).path("required").forEach(name -> names.add(name.asText()));
        return names;
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }
}
