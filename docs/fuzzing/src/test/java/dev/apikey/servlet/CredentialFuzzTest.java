// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of {@code Authorization}, a line each: a token is read out of exactly one, and only where RFC 6750 writes one. */
class CredentialFuzzTest {

    private static final Pattern BEARER =
            Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    @FuzzTest(maxDuration = "60s")
    void isReadToTheLetter(byte[] bytes) {
        List<String> lines = List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1));
        Credential read = Credential.read(Collections.enumeration(lines));
        Matcher bearer = BEARER.matcher(lines.get(0));
        boolean one = lines.size() == 1 && bearer.matches();
        assertThat(read instanceof Credential.BearerToken).isEqualTo(one);
        assertThat(read instanceof Credential.Ambiguous || lines.size() == 1).isTrue();
        if (read instanceof Credential.BearerToken token) {
            assertThat(token.token().equals(bearer.group(1))).isTrue();
        }
    }
}
