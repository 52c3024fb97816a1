// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars themselves, in which an application that is a module finds ours. Runs once they are packed. */
class ModulePathCheck {

    private static final List<Path> OURS = Stream.of("core", "jdbc", "servlet")
            .map(module -> jar("apikey-" + module))
            .toList();
    /** What the POMs of the three bring along, the servlet API of the container, and a database. */
    private static final List<String> THEIRS = List.of(
            "argon2-jvm",
            "argon2-jvm-nolibs",
            "jna",
            "jspecify",
            "jdbi3-core",
            "geantyref",
            "HikariCP",
            "slf4j-api",
            "jackson-core",
            "jakarta.servlet-api",
            "h2");

    @TempDir
    private Path folder;

    private static Path jar(String module) {
        Path target = Repository.ROOT.resolve(module).resolve("target");
        List<Path> jars = Repository.files(
                target,
                file -> target.equals(file.getParent())
                        && file.getFileName().toString().matches(module + "-[0-9.]+(-SNAPSHOT)?\\.jar"));
        assertThat(jars).as("jar of %s", module).hasSize(1);
        return jars.get(0);
    }

    /** Those among the jars of this test, as a path for a command line. */
    private static String pathOf(List<String> names) {
        return Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .filter(entry -> names.stream()
                        .anyMatch(
                                name -> Path.of(entry).getFileName().toString().matches(name + "-[0-9].*\\.jar")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void isThePlaceOfAnApplicationThatIsAModule() throws Exception {
        Path sources = Repository.ROOT.resolve("docs/src/test/modules/com.example.host");
        Path classes = folder.resolve("classes");
        String modulePath = OURS.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
                + File.pathSeparator
                + pathOf(THEIRS);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> files = Repository.files(sources, file -> file.toString().endsWith(".java")).stream()
                .map(Path::toString)
                .toList();
        List<String> arguments = Stream.concat(
                        Stream.of("--release", "17", "-p", modulePath, "-d", classes.toString()), files.stream())
                .toList();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();

        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.logging.config.file=" + Repository.ROOT.resolve(".mvn/logging.properties"),
                        "-p",
                        classes + File.pathSeparator + modulePath,
                        "-m",
                        "com.example.host/com.example.host.Main")
                .redirectErrorStream(true)
                .start();
        String printed = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(application.waitFor()).as(printed).isZero();
        assertThat(printed.lines())
                .contains(
                        "Authenticated, in dev.apikey.core",
                        "JdbiKeyStore, in dev.apikey.jdbc",
                        "KeyManagementServlet, in dev.apikey.servlet");
    }

    @Test
    void holdsJarsWithTheirLicenceAndNothingOfTheTests() throws IOException {
        for (Path jar : Stream.concat(OURS.stream(), Stream.of(jar("apikey-spring-adapter")))
                .toList()) {
            try (JarFile content = new JarFile(jar.toFile())) {
                List<String> names = content.stream()
                        .map(entry -> entry.getName().toLowerCase(Locale.ROOT))
                        .toList();
                assertThat(names).as("%s", jar).contains("meta-inf/license");
                assertThat(names)
                        .as("%s", jar)
                        .noneMatch(name -> name.endsWith("test.class") || name.contains("testkit"));
                assertThat(Files.size(jar)).as("bytes of %s", jar).isLessThan(1_000_000);
            }
        }
    }
}
