// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/** Tokens that nobody issued. */
final class Tokens {

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int ID_LENGTH = 26;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECK_LENGTH = 6;

    private Tokens() {}

    /** The same id with a secret that is not its own, and the check that fits. */
    static String withAnotherSecret(String token) {
        int secretAt = token.length() - CHECK_LENGTH - SECRET_LENGTH;
        return signed(token.substring(0, secretAt) + random(BASE62, SECRET_LENGTH));
    }

    /** An id that does not exist, with everything that belongs to it. */
    static String ofNobody() {
        return madeUp("acme_live");
    }

    /** As {@link #ofNobody}, with a prefix that the benchmarks do not accept. */
    static String ofAnotherService() {
        return madeUp("other_live");
    }

    private static String madeUp(String prefix) {
        String id = random(CROCKFORD.substring(0, 8), 1) + random(CROCKFORD, ID_LENGTH - 1);
        return signed(prefix + "_" + id + "_" + random(BASE62, SECRET_LENGTH));
    }

    /** What has the form of a token, but not the check. */
    static String garbage() {
        String token = ofNobody();
        return token.substring(0, token.length() - 1) + (token.endsWith("0") ? "1" : "0");
    }

    /** What of a token is hashed: the id and the secret. */
    static byte[] subject(String token) {
        int end = token.length() - CHECK_LENGTH;
        return token.substring(end - SECRET_LENGTH - 1 - ID_LENGTH, end).getBytes(StandardCharsets.US_ASCII);
    }

    /** Always the same for a number, with the id that {@link #idOf} has. */
    static String numbered(int number) {
        return signed("acme_live_" + subject(number));
    }

    /** What is hashed of that: the id and the secret. */
    static String subject(int number) {
        return crockford(idOf(number)) + "_" + random(BASE62, SECRET_LENGTH, new SplittableRandom(number));
    }

    /** Far from the next one, and the number can be told from it. */
    static UUID idOf(int number) {
        return new UUID(new SplittableRandom(~number).nextLong(), number);
    }

    static int numberOf(UUID id) {
        return (int) id.getLeastSignificantBits();
    }

    private static String crockford(UUID id) {
        BigInteger rest = new BigInteger(id.toString().replace("-", ""), 16);
        char[] text = new char[ID_LENGTH];
        for (int i = ID_LENGTH - 1; i >= 0; i--) {
            text[i] = CROCKFORD.charAt(rest.intValue() & 31);
            rest = rest.shiftRight(5);
        }
        return new String(text);
    }

    private static String signed(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder check = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < CHECK_LENGTH; i++) {
            check.insert(0, BASE62.charAt((int) (rest % BASE62.length())));
            rest /= BASE62.length();
        }
        return body + check;
    }

    private static String random(String alphabet, int length) {
        return random(alphabet, length, ThreadLocalRandom.current());
    }

    private static String random(String alphabet, int length, RandomGenerator random) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
