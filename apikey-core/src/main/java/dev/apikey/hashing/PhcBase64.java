// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import java.util.Base64;

/** The base64 of PHC strings: RFC 4648 §4 without padding, one spelling for each value. */
final class PhcBase64 {

    private PhcBase64() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws IllegalArgumentException if the text is not the one spelling of its bytes; the text is not repeated */
    static byte[] decode(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (!encode(bytes).equals(text)) {
            throw new IllegalArgumentException("base64 with stray bits or padding");
        }
        return bytes;
    }
}
