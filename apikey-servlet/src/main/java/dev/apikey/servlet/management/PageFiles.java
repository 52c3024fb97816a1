// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * The scripts and styles of the page in one language, by their addresses: a fixed list, read once from the jar, and the texts. All lie in a folder whose
 * name follows from their content, so that browsers keep them for good and modules find each other by relative names. Immutable.
 */
final class PageFiles {

    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "svg", "image/svg+xml");

    private static final String MESSAGES = "messages.js";

    private static final List<String> NAMES = List.of(
            "icon.svg",
            "page.css",
            "list.css",
            "dialogs.css",
            "main.js",
            "access.js",
            "actions.js",
            "api.js",
            "bulk.js",
            "chart.js",
            "create.js",
            "dates.js",
            "details.js",
            "dialog.js",
            "dom.js",
            "edit.js",
            "failures.js",
            "filters.js",
            "history.js",
            "lifetime.js",
            "list.js",
            "menu.js",
            MESSAGES,
            "rotate.js",
            "row.js",
            "secret.js",
            "table.js",
            "texts.js");

    private final String version;
    private final Map<String, File> byAddress;

    /**
     * A file as it is answered.
     *
     * @param type its media type
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, and written to answers only.
    record File(String type, byte[] content) {}

    private PageFiles(String version, Map<String, File> byAddress) {
        this.version = version;
        this.byAddress = Map.copyOf(byAddress);
    }

    /** @throws IllegalStateException if one is missing in the jar */
    static PageFiles load(PageTexts texts) {
        Map<String, File> byName = new HashMap<>();
        Checksum crc = new CRC32();
        Checksum other = new CRC32C();
        for (String name : NAMES) {
            byte[] content = name.equals(MESSAGES) ? texts.script() : read(name);
            crc.update(content);
            other.update(content);
            byName.put(name, new File(typeOf(name), content));
        }
        String version = String.format("%08x%08x", crc.getValue(), other.getValue());
        Map<String, File> byAddress = new HashMap<>();
        byName.forEach((name, file) -> byAddress.put("/" + version + "/" + name, file));
        return new PageFiles(version, byAddress);
    }

    private static String typeOf(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }

    static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar of apikey-servlet is not whole: page/" + name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The folder's name: the same for the same content. */
    String version() {
        return version;
    }

    /** The names of the scripts. */
    static List<String> scripts() {
        return NAMES.stream().filter(name -> name.endsWith(".js")).toList();
    }

    /** @param path below the page, as the container decoded it; looked up, never resolved */
    Optional<File> find(String path) {
        return Optional.ofNullable(byAddress.get(path));
    }
}
