// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.store;

import dev.apikey.spi.SecretHasher;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

// region hasher
/** PBKDF2 with HMAC-SHA-256 (RFC 8018), for hosts whose rules allow nothing else. Thread-safe. */
public final class Pbkdf2Hasher implements SecretHasher {

    private static final String ALGORITHM = "pbkdf2-sha256";
    private static final int ITERATIONS = 10_000;
    private static final Pattern PHC =
            Pattern.compile("\\$" + ALGORITHM + "\\$i=" + ITERATIONS + "\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    private final SecureRandom random = new SecureRandom();

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public String hash(byte[] secret) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$" + ALGORITHM + "$i=" + ITERATIONS + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(derive(secret, salt, ITERATIONS));
    }

    @Override
    public boolean verify(byte[] secret, String hash) {
        Matcher parts = PHC.matcher(hash);
        if (!parts.matches()) {
            throw new IllegalArgumentException("hash must be one of " + ALGORITHM + " with i=" + ITERATIONS);
        }
        Base64.Decoder base64 = Base64.getDecoder();
        byte[] derived = derive(secret, base64.decode(parts.group(1)), ITERATIONS);
        return MessageDigest.isEqual(base64.decode(parts.group(2)), derived);
    }

    private static byte[] derive(byte[] secret, byte[] salt, int iterations) {
        char[] characters = new char[secret.length];
        for (int i = 0; i < secret.length; i++) {
            characters[i] = (char) secret[i]; // secrets are ASCII
        }
        PBEKeySpec parameters = new PBEKeySpec(characters, salt, iterations, 256);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(parameters)
                    .getEncoded();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("PBKDF2WithHmacSHA256 does not work in this JVM", failure);
        } finally {
            parameters.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }

    /** The vector of RFC 7914 §11. */
    @Override
    public void selfTest() {
        byte[] expected = HexFormat.of().parseHex("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        byte[] secret = {'p', 'a', 's', 's', 'w', 'd'};
        if (!MessageDigest.isEqual(expected, derive(secret, new byte[] {'s', 'a', 'l', 't'}, 1))) {
            throw new IllegalStateException("PBKDF2WithHmacSHA256 gives wrong results: choose another provider");
        }
    }
}
// end hasher
