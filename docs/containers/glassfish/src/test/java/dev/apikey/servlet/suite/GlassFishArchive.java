// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An application as GlassFish takes it: a folder with a descriptor.
 *
 * @param classes which GlassFish looks for annotations in; all others it knows from the class path
 */
record GlassFishArchive(Application application, List<Class<?>> classes) {

    static GlassFishArchive of(Application application) {
        return new GlassFishArchive(application, application.endpoints());
    }

    void write(Path folder, String name) throws IOException {
        Path inside = Files.createDirectories(folder.resolve("WEB-INF"));
        Files.writeString(inside.resolve("web.xml"), descriptor(name));
        for (Class<?> type : classes) {
            String file = type.getName().replace('.', '/') + ".class";
            Path copy = inside.resolve("classes").resolve(file);
            Files.createDirectories(Objects.requireNonNull(copy.getParent()));
            try (InputStream original = type.getClassLoader().getResourceAsStream(file)) {
                Files.copy(Objects.requireNonNull(original), copy);
            }
        }
    }

    private String descriptor(String name) {
        String parameter = "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
                .formatted(GlassFishSetUp.PARAMETER, name);
        String pages = application.errorPages().entrySet().stream()
                .map(page -> "<error-page><error-code>%d</error-code><location>%s</location></error-page>"
                        .formatted(page.getKey(), page.getValue()))
                .collect(Collectors.joining());
        String welcome = application.welcomeFiles().stream()
                .map("<welcome-file-list><welcome-file>%s</welcome-file></welcome-file-list>"::formatted)
                .collect(Collectors.joining());
        Users users = application.users();
        String roles = users.names().stream()
                .flatMap(user -> users.rolesOf(user).stream())
                .distinct()
                .map("<security-role><role-name>%s</role-name></security-role>"::formatted)
                .collect(Collectors.joining());
        return """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">%s%s%s%s</web-app>
                """.formatted(parameter, pages, welcome, roles);
    }
}
