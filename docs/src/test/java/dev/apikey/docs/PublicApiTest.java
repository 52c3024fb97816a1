// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Everything that a host can name stands in {@code docs/reference/public-api.txt}, so that nobody changes it without meaning to, and a reviewer sees
 * what a change takes from hosts. The list that this test finds lies in {@code target/public-api.txt}: whoever means the change copies it.
 */
class PublicApiTest {

    private static final Path RECORDED = Repository.ROOT.resolve("docs/reference/public-api.txt");
    private static final Path FOUND = Path.of("target/public-api.txt");

    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    private static final List<Path> PUBLISHED = Stream.of(
                    "apikey-core/target/classes",
                    "apikey-core/target/test-classes/dev/apikey/testkit",
                    "apikey-jdbc/target/classes",
                    "apikey-servlet/target/classes",
                    "apikey-spring-adapter/target/classes",
                    "apikey-spring-adapter/target/test-classes/dev/apikey/spring/test")
            .map(Repository.ROOT::resolve)
            .toList();

    @Test
    void isTheOneThatIsRecorded() throws IOException {
        List<String> found = new ClassFileImporter()
                .importPaths(PUBLISHED).stream()
                        .filter(PublicApiTest::isOpen)
                        .sorted(Comparator.comparing(JavaClass::getName))
                        .flatMap(PublicApiTest::lines)
                        .toList();
        Files.write(FOUND, found);
        assertThat(found)
                .as("what hosts can name; if you mean the change, copy docs/%s", FOUND)
                .containsExactlyElementsOf(Files.readAllLines(RECORDED));
    }

    /** Whether a host can name a class: it and all around it are public, or protected members. */
    private static boolean isOpen(JavaClass type) {
        return !type.isAnonymousClass()
                && !type.isLocalClass()
                && isOpen(type.getModifiers())
                && type.getEnclosingClass().map(PublicApiTest::isOpen).orElse(true);
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static Stream<String> lines(JavaClass type) {
        Stream<String> members = Stream.of(
                        type.getFields().stream()
                                .filter(field -> isOpen(field.getModifiers()))
                                .map(PublicApiTest::line),
                        type.getConstructors().stream()
                                .filter(constructor -> isOpen(constructor.getModifiers()))
                                .map(PublicApiTest::line),
                        type.getMethods().stream()
                                .filter(method ->
                                        isOpen(method.getModifiers()) && !OF_EVERY_OBJECT.contains(method.getName()))
                                .map(PublicApiTest::line))
                .flatMap(lines -> lines)
                .sorted()
                .map(line -> "  " + line);
        return Stream.concat(Stream.of(head(type)), members);
    }

    private static String head(JavaClass type) {
        String parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .map(JavaType::getName)
                .filter(parent -> !parent.startsWith("java.lang.Object") && !parent.equals("java.lang.Record"))
                .collect(Collectors.joining(", "));
        String kind = kind(type);
        return (kind.equals("class") ? words(type.getModifiers()) : "") + kind + " " + type.getName()
                + (parents.isEmpty() ? "" : ": " + parents);
    }

    private static String kind(JavaClass type) {
        if (type.isAnnotation()) {
            return "annotation";
        }
        if (type.isInterface()) {
            return "interface";
        }
        return type.isRecord() ? "record" : type.isEnum() ? "enum" : "class";
    }

    private static String line(JavaField field) {
        return words(field.getModifiers()) + field.getName() + ": "
                + field.getType().getName();
    }

    private static String line(JavaCodeUnit unit) {
        String parameters =
                unit.getParameterTypes().stream().map(JavaType::getName).collect(Collectors.joining(", "));
        String thrown = unit.getExceptionTypes().stream().map(JavaType::getName).collect(Collectors.joining(", "));
        return words(unit.getModifiers())
                + (unit instanceof JavaConstructor ? "new" : unit.getName())
                + "(" + parameters + ")"
                + (unit instanceof JavaConstructor
                        ? ""
                        : ": " + unit.getReturnType().getName())
                + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    /** Those that bind a host; public is what everything here is unless it says protected. */
    private static String words(Set<JavaModifier> modifiers) {
        return Stream.of(JavaModifier.PROTECTED, JavaModifier.STATIC, JavaModifier.ABSTRACT, JavaModifier.FINAL)
                .filter(modifiers::contains)
                .map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ")
                .collect(Collectors.joining());
    }
}
