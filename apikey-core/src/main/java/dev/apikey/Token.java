// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Reason;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A bearer token taken apart: {@code <prefix>_<id>_<secret><check>}.
 *
 * <p>All parts but the prefix have fixed lengths, so it is read from the right and never split on a separator. One token has
 * one spelling: nothing is trimmed, folded or decoded.
 *
 * <p><b>Security.</b> Holds the secret until it is closed, which wipes it. Not thread-safe.
 */
final class Token implements Reading, AutoCloseable {

    private static final char SEPARATOR = '_';
    /** 43 base62 characters are 256.03 bits. */
    private static final int SECRET_LENGTH = 43;
    /** 62^6 is more than 2^32, so that every CRC-32 fits. */
    private static final int CHECK_LENGTH = 6;

    /** The ASCII of {@code <id>_<secret>}. */
    static final int SUBJECT_LENGTH = Crockford.LENGTH + 1 + SECRET_LENGTH;

    private static final int LENGTH_WITHOUT_PREFIX = 1 + SUBJECT_LENGTH + CHECK_LENGTH;
    private static final int HINT_LENGTH = 4;
    private static final String MASK = "***";

    private final String prefix;
    private final UUID id;
    private final byte[] subject;

    private Token(String prefix, UUID id, byte[] subject) {
        this.prefix = prefix;
        this.id = id;
        this.subject = subject;
    }

    /** Draws the secret of a new key and spells its token. */
    static String generate(String prefix, UUID id, SecureRandom random) {
        String body = prefix + SEPARATOR + Crockford.encode(id) + SEPARATOR + Base62.random(random, SECRET_LENGTH);
        return body + check(body.getBytes(StandardCharsets.US_ASCII), body.length());
    }

    /** Reads a token with one of these prefixes; what is none is told apart by form, prefix and check, in this order. */
    static Reading read(String text, Set<String> prefixes) {
        int prefixLength = text.length() - LENGTH_WITHOUT_PREFIX;
        if (prefixLength < 1 || prefixLength > Prefix.MAX_LENGTH) {
            return withoutForm(text, prefixes);
        }
        int idAt = prefixLength + 1;
        int secretAt = idAt + Crockford.LENGTH + 1;
        int checkAt = secretAt + SECRET_LENGTH;
        boolean separated = text.charAt(idAt - 1) == SEPARATOR && text.charAt(secretAt - 1) == SEPARATOR;
        UUID id = Crockford.decode(text, idAt);
        String prefix = text.substring(0, prefixLength);
        if (!separated || id == null || !isBase62(text, secretAt) || !Prefix.isWellFormed(prefix)) {
            return withoutForm(text, prefixes);
        }
        if (!prefixes.contains(prefix)) {
            return new Reading.Flaw(Reason.FOREIGN_PREFIX);
        }
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        try {
            return text.startsWith(check(ascii, checkAt), checkAt)
                    ? new Token(prefix, id, Arrays.copyOfRange(ascii, idAt, checkAt))
                    : new Reading.Flaw(Reason.WRONG_CHECK);
        } finally {
            Arrays.fill(ascii, (byte) 0);
        }
    }

    /** Whoever hands on what is not ours keeps the remains of our tokens by this: most of a secret may be in them. */
    private static Reading withoutForm(String text, Set<String> prefixes) {
        boolean damaged = prefixes.stream()
                .map(prefix -> prefix + SEPARATOR)
                .anyMatch(start -> text.regionMatches(true, 0, start, 0, start.length()));
        return new Reading.Flaw(damaged ? Reason.DAMAGED : Reason.MALFORMED);
    }

    private static boolean isBase62(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!Base62.contains(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** CRC-32 (ISO-HDLC, the one of zip files): it catches typos, it authenticates nothing. */
    private static String check(byte[] ascii, int length) {
        CRC32 crc = new CRC32();
        crc.update(ascii, 0, length);
        return Base62.encode(crc.getValue(), CHECK_LENGTH);
    }

    /** The mask that people see instead of the token: its prefix and its last four characters, which belong to the check. */
    static String hint(String token) {
        String prefix = token.substring(0, token.length() - LENGTH_WITHOUT_PREFIX);
        return prefix + SEPARATOR + MASK + token.substring(token.length() - HINT_LENGTH);
    }

    /** The prefix that a hint shows. */
    static String prefixOfHint(String hint) {
        int mask = hint.lastIndexOf(SEPARATOR + MASK);
        return mask < 0 ? hint : hint.substring(0, mask);
    }

    /** Whether this is the spelling that was issued, as its hint tells: the secret is not bound to the prefix, and the check anybody computes. */
    boolean hasPrefixOf(String hint) {
        return prefix.equals(prefixOfHint(hint));
    }

    UUID id() {
        return id;
    }

    /** The 70 ASCII bytes {@code <id>_<secret>} that every hasher hashes, so that a hash is bound to its row. */
    byte[] subject() {
        return subject;
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        Arrays.fill(subject, (byte) 0);
    }

    @Override
    public String toString() {
        return "Token[" + id + "]";
    }
}
