// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Tokens that nobody issued. */
final class Tokens {

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECK_LENGTH = 6;

    private Tokens() {}

    /** The same id with a secret that is not its own, and the check that fits. */
    static String withAnotherSecret(String token) {
        int checkAt = token.length() - CHECK_LENGTH;
        String body = token.substring(0, checkAt - 1) + (token.charAt(checkAt - 1) == '0' ? '1' : '0');
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
}
