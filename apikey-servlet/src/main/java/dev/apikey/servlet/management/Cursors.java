// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.hashing.MessageSigner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Places in a list that are given away and come back: URL-safe, signed, and good only for whoever got them and what he asked for.
 * Thread-safe.
 */
final class Cursors {

    private final MessageSigner signer;

    Cursors(MessageSigner signer) {
        this.signer = signer;
    }

    /** @param boundTo what must be the same when the cursor comes back */
    String give(List<String> boundTo, byte[] place) {
        byte[] signature = signer.sign(message(boundTo, place));
        byte[] cursor = Arrays.copyOf(signature, signature.length + place.length);
        System.arraycopy(place, 0, cursor, signature.length, place.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /** @throws RefusedException if it was not given for this, or not by us */
    byte[] take(String cursor, List<String> boundTo) {
        byte[] bytes = decode(cursor);
        byte[] place = Arrays.copyOfRange(bytes, MessageSigner.SIGNATURE_LENGTH, bytes.length);
        byte[] signature = Arrays.copyOf(bytes, MessageSigner.SIGNATURE_LENGTH);
        if (!signer.isSigned(message(boundTo, place), signature)) {
            throw foreign();
        }
        return place;
    }

    private static byte[] decode(String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException noBase64) {
            throw foreign();
        }
        boolean oneSpelling =
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(cursor);
        if (!oneSpelling || bytes.length <= MessageSigner.SIGNATURE_LENGTH) {
            throw foreign();
        }
        return bytes;
    }

    private static RefusedException foreign() {
        return new RefusedException(Problem.badMember(
                "cursor",
                "cursor must be one that an answer to you gave as next, for the same search, state, owner and sort."));
    }

    /** Each part behind its length, so that no two lists make one message. */
    private static byte[] message(List<String> boundTo, byte[] place) {
        StringBuilder parts = new StringBuilder();
        boundTo.forEach(part -> parts.append(part.length()).append(':').append(part));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(parts.append(';').toString().getBytes(StandardCharsets.UTF_8));
        message.writeBytes(place);
        return message.toByteArray();
    }
}
