// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** No text is let in, and none is a token that an independent reading does not take for one. */
class TokenFuzzTest {

    private static final Pattern FORM =
            Pattern.compile("(acme_live|old)_[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9A-Za-z]{43}([0-9A-Za-z]{6})");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Set<String> PREFIXES = Set.of("acme_live", "old");
    private static final ApiKeys KEYS = keys();

    private static ApiKeys keys() {
        ApiKeys keys = ApiKeys.builder()
                .prefix("acme_live")
                .acceptedPrefixes("old")
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .build();
        Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
        keys.administer(ada).issue(KeyRequest.of("CI", Permissions.of("*")));
        return keys;
    }

    @FuzzTest(maxDuration = "60s")
    void isReadToTheLetter(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Reading reading = Token.read(text, PREFIXES);
        assertThat(reading instanceof Token).isEqualTo(isToken(text));
        assertThat(KEYS.authenticate(text, text) instanceof Authenticated).isFalse();
    }

    private static boolean isToken(String text) {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(text.substring(0, text.length() - 6).getBytes(StandardCharsets.US_ASCII));
        BigInteger spelled = BigInteger.ZERO;
        for (char digit : text.substring(text.length() - 6).toCharArray()) {
            spelled = spelled.multiply(BigInteger.valueOf(62)).add(BigInteger.valueOf(DIGITS.indexOf(digit)));
        }
        return spelled.equals(BigInteger.valueOf(crc.getValue()));
    }
}
