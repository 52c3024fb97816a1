// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import dev.apikey.spi.SecretHasher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HMAC-SHA-256 (RFC 2104, FIPS 198-1) under a pepper that the database does not hold: for hosts without Argon2id's native library,
 * or without its 15 ms.
 *
 * <p>That is sound because secrets are random, 256 bits each: nobody guesses one, however fast the hash. Its PHC strings are
 * {@code $hmac-sha256$k=<pepper id>$<hash>}. Thread-safe.
 *
 * <p><b>Security.</b> A hash under a pepper that is not in the ring cannot be verified: that is thrown, never answered with false.
 */
public final class HmacSha256Hasher implements SecretHasher {

    private static final String ALGORITHM = "hmac-sha256";

    /** 32 bytes of hash are 43 base64 characters. */
    private static final Pattern FORM =
            Pattern.compile("\\$hmac-sha256\\$k=([0-9a-f]{" + Pepper.ID_LENGTH + "})\\$([A-Za-z0-9+/]{43})");

    private final PepperRing peppers;

    private HmacSha256Hasher(PepperRing peppers) {
        this.peppers = peppers;
    }

    /** A hasher that hashes under the ring's primary pepper and verifies under any of them. */
    public static HmacSha256Hasher of(PepperRing peppers) {
        return new HmacSha256Hasher(peppers);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public boolean isSlow() {
        return false;
    }

    @Override
    public String hash(byte[] secret) {
        Pepper primary = peppers.primary();
        return "$" + ALGORITHM + "$k=" + primary.id() + "$" + PhcBase64.encode(primary.mac(secret));
    }

    @Override
    public boolean verify(byte[] secret, String hash) {
        Matcher fields = FORM.matcher(hash);
        if (!fields.matches()) {
            throw new IllegalArgumentException("stored hash is no hmac-sha256 PHC string of ours");
        }
        byte[] expected = PhcBase64.decode(fields.group(2));
        return MessageDigest.isEqual(expected, peppers.named(fields.group(1)).mac(secret));
    }

    @Override
    public boolean isCurrent(String hash) {
        return hash.startsWith("$" + ALGORITHM + "$k=" + peppers.primary().id() + "$");
    }

    @Override
    public boolean knows(String hashKind) {
        return peppers.ids().stream().anyMatch(id -> hashKind.equals(ALGORITHM + " k=" + id));
    }

    /** {@inheritDoc} Takes RFC 4231 §4.3, test case 2. */
    @Override
    public void selfTest() {
        byte[] computed = Pepper.hmacSha256(
                "Jefe".getBytes(StandardCharsets.US_ASCII),
                "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));
        byte[] expected = HexFormat.of().parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        if (!MessageDigest.isEqual(computed, expected)) {
            throw new IllegalStateException("hmac-sha256: the JVM's security provider computes wrong hashes. Remove the"
                    + " provider that overrides HmacSHA256 in java.security, or choose the hasher argon2id.");
        }
    }
}
