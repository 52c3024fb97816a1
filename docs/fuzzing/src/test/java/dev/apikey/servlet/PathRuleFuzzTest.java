// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Whatever is no rule is refused with the one exception that is declared; what is one means what it says. */
class PathRuleFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void isReadToTheLetter(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8);
        PathRule rule;
        try {
            rule = PathRule.parse(line);
        } catch (IllegalArgumentException refused) {
            assertThat(Objects.requireNonNull(refused.getMessage()).matches("(?s).*[0-9A-Za-z]{40}.*"))
                    .isFalse();
            return;
        }
        String[] parts = line.strip().split("\\s+", -1);
        assertThat(rule.toString()).isEqualTo(parts[0] + " " + parts[1]);
        assertThat(rule.path()).doesNotContain("*", "//", "/../", "/./", "%", ";", "\\", "\0");
        assertThat(rule.access() instanceof Access.OrLogin).isEqualTo(parts.length == 5);
        assertThat(rule.access() instanceof Access.Public).isEqualTo(parts[2].equals("public"));
        if (rule.access() instanceof Access.Needs needs) {
            assertThat(needs.permission()).isEqualTo(parts[2]);
        }
    }
}
