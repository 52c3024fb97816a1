// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which versions of others' libraries are used, by the names of their JAR files. */
final class Versions {

    private Versions() {}

    /** @param artifacts as Maven calls them; a database server is the one that holds its programs */
    static String of(List<String> artifacts) {
        List<String> files;
        try {
            files = Collections.list(Versions.class.getClassLoader().getResources("META-INF/MANIFEST.MF")).stream()
                    .map(Object::toString)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return artifacts.stream()
                .map(artifact -> artifact + " " + version(artifact, files))
                .collect(Collectors.joining(", "));
    }

    private static String version(String artifact, List<String> files) {
        Pattern jar = Pattern.compile("/" + Pattern.quote(artifact) + "-(\\d[^/]*)\\.jar!");
        return files.stream()
                .flatMap(file -> jar.matcher(file).results())
                .map(found -> found.group(1))
                .findFirst()
                .orElse("(unknown)");
    }
}
