// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files of this repository, as they lie in the work tree. */
final class Repository {

    /** Surefire runs the tests of a module in its folder, which is one below the root. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Repository() {}

    /** The files below a folder of the repository whose path from the root fits; none of them is the product of a build. */
    static List<Path> sources(String folder, Predicate<String> path) {
        return files(
                ROOT.resolve(folder),
                file -> !isBuilt(file) && path.test(ROOT.relativize(file).toString()));
    }

    /** The files below any folder. */
    static List<Path> files(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(wanted).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isBuilt(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.contains("target/") || path.startsWith(".git/");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The bytes of a file of any encoding, a character each. */
    static String readBytes(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
