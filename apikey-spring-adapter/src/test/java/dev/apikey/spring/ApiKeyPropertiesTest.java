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
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

class ApiKeyPropertiesTest {

    @Nested
    class Paths {

        @ParameterizedTest
        @ValueSource(strings = {"/*", "/api/*", "/api/2.0/*", "/report", "/api/report.csv"})
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
                    ""
                })
        void mustNotBeWhatAContainerTakesForLess(String path) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guarding(List.of("/api/*", path)))
                    .withMessageStartingWith("property apikey.paths must hold /*, paths such as /report")
                    .withMessageEndingWith(": " + path);
        }

        @Test
        void mustNameSomething() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guarding(List.of()))
                    .withMessage("property apikey.paths must name what to guard: /* for everything");
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
            Constructor<?> constructor = ApiKeyProperties.class.getDeclaredConstructors()[0];
            assertThat(described())
                    .containsExactlyElementsOf(Stream.of(constructor.getParameters())
                            .map(Metadata::expected)
                            .toList());
        }

        @Test
        void saysSomethingAboutEach() throws IOException {
            assertThat(properties()).allSatisfy(property -> {
                assertThat(property.path("description").asText()).endsWith(".");
                assertThat(property.path("sourceType").asText()).isEqualTo(ApiKeyProperties.class.getName());
            });
        }

        private static Property expected(Parameter component) {
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            DefaultValue value = component.getAnnotation(DefaultValue.class);
            return new Property(
                    "apikey." + name,
                    component.getParameterizedType().getTypeName(),
                    value == null ? List.of() : List.of(value.value()));
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
