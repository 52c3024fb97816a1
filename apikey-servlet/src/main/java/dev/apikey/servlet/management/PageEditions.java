// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The page in each language that it can be had in. Each has files of its own, because one of them holds its texts. Immutable. */
final class PageEditions {

    /** The page in one language. */
    record Edition(PageFiles files, PageHtml html) {}

    private final Map<String, Edition> byLanguage = new HashMap<>();
    private final Edition standard;
    private final boolean choosing;

    /**
     * @param texts in every language
     * @param fixed the language for everybody, if it is not the browser's choice
     * @throws IllegalArgumentException if there are no texts in the fixed language
     */
    PageEditions(Collection<PageTexts> texts, Optional<Locale> fixed, PageHtml.Places places) {
        for (PageTexts each : texts) {
            PageFiles files = PageFiles.load(each);
            byLanguage.put(each.language(), new Edition(files, new PageHtml(each, files, places)));
        }
        String language =
                fixed.map(Locale::toLanguageTag).orElse(PageTexts.english().language());
        @Nullable Edition found = byLanguage.get(language);
        if (found == null) {
            throw new IllegalArgumentException("there are no texts for " + language + ": add them by texts()");
        }
        this.standard = found;
        this.choosing = fixed.isEmpty();
    }

    /** In the language that the browser likes best of those that there are (RFC 4647, lookup). */
    Edition edition(HttpServletRequest request) {
        // Without the field, a container answers what its machine is set to.
        if (!choosing || request.getHeader("Accept-Language") == null) {
            return standard;
        }
        return Collections.list(request.getLocales()).stream()
                .map(this::lookUp)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(standard);
    }

    private @Nullable Edition lookUp(Locale wanted) {
        String tag = wanted.toLanguageTag();
        while (!byLanguage.containsKey(tag) && tag.contains("-")) {
            tag = tag.substring(0, tag.lastIndexOf('-'));
        }
        return byLanguage.get(tag);
    }

    /** @param path below the page, as the container decoded it; looked up, never resolved */
    Optional<PageFiles.File> find(String path) {
        return byLanguage.values().stream()
                .flatMap(edition -> edition.files().find(path).stream())
                .findFirst();
    }
}
