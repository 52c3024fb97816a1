// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.hashing.SecretDigests;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token taken apart: {@code <prefix>_<id>_<secret><check>}.
 *
 * <p>All parts but the prefix have fixed lengths, so it is read from the right and never split on a separator. One token has
 * one spelling: nothing is trimmed, folded or decoded.
 *
 * <p>It is read in two steps. {@link #glance} finds the id. Then either {@link #isSpelledAs} says that this is, to the letter, a token that passed before;
 * or {@link #flaw} checks it letter by letter.
 *
 * <p><b>Security.</b> It holds the text that was presented, and no copy of it. It lives as long as the decision, and shows nothing of it but the id.
 */
final class Token implements Reading {

    /** Whatever has the whole form of one of ours, or begins as one, is none of these. */
    private static final Set<Reason> FOREIGN = EnumSet.of(Reason.MALFORMED, Reason.FOREIGN_PREFIX);

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

    private final String text;
    private final int prefixLength;
    private final UUID id;

    private Token(String text, int prefixLength, UUID id) {
        this.text = text;
        this.prefixLength = prefixLength;
        this.id = id;
    }

    /** Draws the secret of a new key and spells its token. */
    static String generate(String prefix, UUID id, SecureRandom random) {
        String body = prefix + SEPARATOR + Crockford.encode(id) + SEPARATOR + Base62.random(random, SECRET_LENGTH);
        return body + Base62.encode(crc(body, body.length()), CHECK_LENGTH);
    }

    /** Reads a token with one of these prefixes to the letter; what is none is told apart by form, prefix and check, in this order. */
    static Reading read(String text, Set<String> prefixes) {
        Token token = glance(text);
        if (token == null) {
            return new Reading.Flaw(formless(text, prefixes));
        }
        Reason flaw = token.flaw(prefixes);
        return flaw == null ? token : new Reading.Flaw(flaw);
    }

    /** Whether a text neither has the form of a token with one of these prefixes nor begins as one. */
    static boolean isForeign(String text, Set<String> prefixes) {
        return read(text, prefixes) instanceof Reading.Flaw flaw && FOREIGN.contains(flaw.reason());
    }

    /** Looks at length, separators and id, and at nothing else: null if those are not a token's. */
    static @Nullable Token glance(String text) {
        int prefixLength = text.length() - LENGTH_WITHOUT_PREFIX;
        if (prefixLength < 1 || prefixLength > Prefix.MAX_LENGTH) {
            return null;
        }
        boolean separated =
                text.charAt(prefixLength) == SEPARATOR && text.charAt(prefixLength + 1 + Crockford.LENGTH) == SEPARATOR;
        UUID id = separated ? Crockford.decode(text, prefixLength + 1) : null;
        return id == null ? null : new Token(text, prefixLength, id);
    }

    /** Why something is no token whose length, separators or id are not a token's. */
    static Reason formless(String text, Set<String> prefixes) {
        // Whoever hands on what is not ours keeps the remains of our tokens by this: most of a secret may be in them.
        for (String prefix : prefixes) {
            if (beginsAs(text, prefix)) {
                return Reason.DAMAGED;
            }
        }
        return Reason.MALFORMED;
    }

    private static boolean beginsAs(String text, String prefix) {
        int length = prefix.length();
        return text.length() > length
                && text.charAt(length) == SEPARATOR
                && text.regionMatches(true, 0, prefix, 0, length);
    }

    /** What is wrong with its letters, prefix or check; null if nothing is. */
    @Nullable
    Reason flaw(Set<String> prefixes) {
        boolean ours = hasOneOf(prefixes);
        if (!isBase62(secretAt()) || !(ours || Prefix.isWellFormed(text.substring(0, prefixLength)))) {
            return formless(text, prefixes);
        }
        if (!ours) {
            return Reason.FOREIGN_PREFIX;
        }
        return check() == crc(text, checkAt()) ? null : Reason.WRONG_CHECK;
    }

    private boolean hasOneOf(Set<String> prefixes) {
        for (String prefix : prefixes) {
            if (hasPrefix(prefix)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBase62(int from) {
        for (int i = from; i < checkAt() + CHECK_LENGTH; i++) {
            if (!Base62.contains(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private int secretAt() {
        return prefixLength + 1 + Crockford.LENGTH + 1;
    }

    private int checkAt() {
        return secretAt() + SECRET_LENGTH;
    }

    /** CRC-32 (ISO-HDLC, the one of zip files): it catches typos, it authenticates nothing. */
    private static long crc(String text, int length) {
        CRC32 crc = new CRC32();
        byte[] ascii = new byte[length];
        for (int i = 0; i < length; i++) {
            ascii[i] = (byte) text.charAt(i);
        }
        crc.update(ascii);
        Arrays.fill(ascii, (byte) 0);
        return crc.getValue();
    }

    /** The number that its last six characters spell; -1 if they spell none. */
    private long check() {
        return Base62.decode(text, checkAt(), CHECK_LENGTH);
    }

    /** What to remember of it, once its secret was verified against this hash. */
    VerifiedSecret verified(String hash, SecretDigests digests) {
        return new VerifiedSecret(hash, digests.of(text, secretAt(), SECRET_LENGTH), check());
    }

    /**
     * Whether this is, to the letter, the token that was verified: the same check, prefix and secret. It needs no other look then, because that one
     * had no flaw.
     *
     * @param prefix that of the key
     */
    boolean isSpelledAs(String prefix, VerifiedSecret verified, SecretDigests digests) {
        return check() == verified.check()
                && hasPrefix(prefix)
                && digests.matches(verified, text, secretAt(), SECRET_LENGTH);
    }

    /** Whether it starts with this. The secret is not bound to a prefix, and the check anybody computes: it must be the one that was issued. */
    boolean hasPrefix(String prefix) {
        return prefix.length() == prefixLength && text.startsWith(prefix);
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

    UUID id() {
        return id;
    }

    /**
     * The 70 ASCII bytes {@code <id>_<secret>} that every hasher hashes, so that a hash is bound to its row: a copy, which the caller wipes. Only a token
     * without a flaw has one.
     */
    byte[] subject() {
        byte[] subject = new byte[SUBJECT_LENGTH];
        for (int i = 0; i < SUBJECT_LENGTH; i++) {
            subject[i] = (byte) text.charAt(prefixLength + 1 + i);
        }
        return subject;
    }

    @Override
    public String toString() {
        return "Token[" + id + "]";
    }
}
