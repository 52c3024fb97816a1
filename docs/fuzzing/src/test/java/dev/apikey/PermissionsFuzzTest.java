// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Whatever is no pattern is refused with the one exception that is declared, and no pattern allows more than it says. */
class PermissionsFuzzTest {

    private static final Pattern FORM =
            Pattern.compile("\\*|(?=.{1,64}$)([a-z0-9_.-]+|\\*):([a-z0-9_.-]+|\\*)", Pattern.DOTALL);

    @FuzzTest(maxDuration = "60s")
    void areReadToTheLetter(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Permissions read;
        try {
            read = Permissions.of(text);
        } catch (IllegalArgumentException refused) {
            assertThat(isPattern(text)).isFalse();
            return;
        }
        assertThat(isPattern(text)).isTrue();
        assertThat(read.allow("apikeys:write")).isEqualTo(text.equals("apikeys:write"));
        assertThat(read.allow("files:read")).isEqualTo(Pattern.matches("\\*|(files|\\*):(read|\\*)", text));
        assertThat(Permissions.of("files:read").allow(text)).isEqualTo(text.equals("files:read"));
    }

    /** What manages keys is granted by name only. */
    private static boolean isPattern(String text) {
        return FORM.matcher(text).matches() && !text.equals("apikeys:*");
    }
}
