// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every link of a page to a file of the repository leads there. Pictures are made by the browser tests, which see to it that they are all there. */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final List<Path> PAGES = Repository.sources("", path -> path.endsWith(".md"));

    @Test
    void leadToFilesThatExist() {
        assertThat(PAGES)
                .hasSizeGreaterThan(5)
                .allSatisfy(page -> assertThat(
                                LINK.matcher(Repository.read(page)).results())
                        .map((MatchResult link) -> link.group(1))
                        .filteredOn(target -> !target.startsWith("https://") && !target.contains("/target/screens/"))
                        .allSatisfy(target -> assertThat(page.resolveSibling(target))
                                .as("link in %s", page)
                                .exists()));
    }
}
