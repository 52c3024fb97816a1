// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

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
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> guarding(List.of("/api/*", path)))
                    .havingRootCause()
                    .withMessageStartingWith("URL patterns must be /* or paths with everything below")
                    .withMessageEndingWith(": " + path);
        }

        @Test
        void mustNameSomething() {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> guarding(List.of()))
                    .havingRootCause()
                    .withMessage("URL patterns must name what to guard: /* for everything");
        }
    }

    private static ApiKeyProperties guarding(List<String> paths) {
        MapConfigurationPropertySource properties = new MapConfigurationPropertySource();
        properties.put("apikey.prefix", "acme_live");
        for (int i = 0; i < paths.size(); i++) {
            properties.put("apikey.paths[" + i + "]", paths.get(i));
        }
        if (paths.isEmpty()) {
            properties.put("apikey.paths", "");
        }
        return new Binder(properties).bind("apikey", ApiKeyProperties.class).get();
    }

    @Nested
    class Metadata {

        private record Property(String name, String type, String source, List<String> defaults) {}

        @Test
        void describesEveryPropertyAndNoOther() throws IOException {
            assertThat(described()).containsExactlyElementsOf(declared());
        }

        @Test
        void saysSomethingAboutEach() throws IOException {
            assertThat(properties())
                    .allSatisfy(
                            property -> assertThat(property.path("description").asText())
                                    .contains("Example: ")
                                    .endsWith("."));
        }

        @Test
        void isWhatThePageOfPropertiesTells() throws IOException {
            StringBuilder table = new StringBuilder("| Property | Meaning | Default |\n| --- | --- | --- |\n");
            for (JsonNode property : properties()) {
                String description = property.path("description").asText();
                int example = description.lastIndexOf("Example: ");
                table.append("| `")
                        .append(property.path("name").asText())
                        .append("` | ")
                        .append(description.substring(0, example).replace("*", "\\*"))
                        .append("Example: `")
                        .append(description, example + "Example: ".length(), description.length() - 1)
                        .append("` | ")
                        .append(shown(property.path("defaultValue")))
                        .append(" |\n");
            }
            Path page = Path.of("../docs/reference/properties.md");
            assertThat(Files.readString(page)).contains(table);
        }

        private static String shown(JsonNode value) {
            List<String> defaults = defaults(value);
            return defaults.isEmpty() ? "none" : "`" + String.join(",", defaults) + "`";
        }

        /** Names and types are the records'; their components do not show the defaults, the parameters of the constructors do. */
        private static List<Property> declared() {
            return declaredBy(ApiKeyProperties.class, "apikey.").toList();
        }

        private static Stream<Property> declaredBy(Class<?> properties, String prefix) {
            RecordComponent[] components = properties.getRecordComponents();
            Parameter[] parameters = properties.getDeclaredConstructors()[0].getParameters();
            return IntStream.range(0, components.length).boxed().flatMap(i -> {
                String name = prefix + kebab(components[i].getName());
                return components[i].getType().isRecord()
                        ? declaredBy(components[i].getType(), name + ".")
                        : Stream.of(new Property(
                                name,
                                type(components[i].getGenericType()),
                                properties.getName(),
                                defaults(parameters[i].getAnnotation(DefaultValue.class))));
            });
        }

        private static String type(Type type) {
            if (type == boolean.class) {
                return Boolean.class.getName();
            }
            if (type == int.class) {
                return Integer.class.getName();
            }
            return type.getTypeName();
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
                            property.path("sourceType").asText(),
                            defaults(property.path("defaultValue"))))
                    .toList();
        }

        private static List<String> defaults(JsonNode value) {
            if (value.isValueNode()) {
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
