// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apikey.spring.ApiKeyProperties.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

class ApiKeyPropertiesTest {

    @Nested
    class Paths {

        @ParameterizedTest
        @ValueSource(strings = {"/*", "/api/*", "/api/2.0/*", "/report/*"})
        void mayBeWhatAContainerTakesAsPeopleMeanIt(String path) {
            assertThatCode(() -> guarding(List.of(path))).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/api/**",
                    "/**",
                    "/",
                    "/api/",
                    "/api*",
                    "/*/files",
                    "api/*",
                    "*.json",
                    "*",
                    "//*",
                    "/api//*",
                    "/report",
                    ""
                })
        void mustNotBeWhatAContainerTakesForLess(String path) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guarding(List.of("/api/*", path)))
                    .withMessageStartingWith(
                            "property apikey.paths: URL patterns must be /* or paths with everything below")
                    .withMessageEndingWith(": " + path);
        }

        @Test
        void mustNameSomething() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guarding(List.of()))
                    .withMessage("property apikey.paths: URL patterns must name what to guard: /* for everything");
        }
    }

    private static ApiKeyProperties guarding(List<String> paths) {
        return new ApiKeyProperties("acme_live", List.of(), List.of(), "api", paths, List.of(), Schema.REQUIRE);
    }

    @Nested
    class Metadata {

        private record Property(String name, String type, List<String> defaults) {}

        @Test
        void describesEveryPropertyAndNoOther() throws IOException {
            assertThat(described()).containsExactlyElementsOf(declared());
        }

        @Test
        void saysSomethingAboutEach() throws IOException {
            assertThat(properties()).allSatisfy(property -> {
                assertThat(property.path("description").asText()).endsWith(".");
                assertThat(property.path("sourceType").asText()).isEqualTo(ApiKeyProperties.class.getName());
            });
        }

        /** Names and types are the record's; its components do not show the defaults, the parameters of its constructor do. */
        private static List<Property> declared() {
            RecordComponent[] components = ApiKeyProperties.class.getRecordComponents();
            Parameter[] parameters = ApiKeyProperties.class.getDeclaredConstructors()[0].getParameters();
            return IntStream.range(0, components.length)
                    .mapToObj(i -> new Property(
                            "apikey." + kebab(components[i].getName()),
                            components[i].getGenericType().getTypeName(),
                            defaults(parameters[i].getAnnotation(DefaultValue.class))))
                    .toList();
        }

        private static String kebab(String name) {
            return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        }

        private static List<String> defaults(@Nullable DefaultValue value) {
            return value == null ? List.of() : List.of(value.value());
        }

        private static List<Property> described() throws IOException {
            return properties().stream()
                    .map(property -> new Property(
                            property.path("name").asText(),
                            property.path("type").asText(),
                            defaults(property.path("defaultValue"))))
                    .toList();
        }

        private static List<String> defaults(JsonNode value) {
            if (value.isTextual()) {
                return List.of(value.asText());
            }
            return StreamSupport.stream(value.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }

        private static List<JsonNode> properties() throws IOException {
            try (InputStream json = ApiKeyProperties.class
                    .getClassLoader()
                    .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
                List<JsonNode> properties = new ArrayList<>();
                new ObjectMapper()
                        .readTree(Objects.requireNonNull(json))
                        .path("properties")
                        .forEach(properties::add);
                return properties;
            }
        }
    }
}
