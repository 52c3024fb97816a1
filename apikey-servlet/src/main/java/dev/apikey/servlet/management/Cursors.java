// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Places in a list that are given away and come back: URL-safe, and good only for whoever got them and what he asked for, at every node. Has no state.
 *
 * <p><b>Security.</b> A digest binds a cursor to its list, so that it is not taken for another by mistake. It is no secret: whoever makes a cursor by hand
 * gets to another place in a list that he may read anyway. So what is taken must be looked at like any other parameter.
 */
final class Cursors {

    private static final int DIGEST_LENGTH = 16;

    private Cursors() {}

    /** @param boundTo what must be the same when the cursor comes back */
    static String give(List<String> boundTo, byte[] place) {
        byte[] digest = digest(boundTo, place);
        byte[] cursor = Arrays.copyOf(digest, digest.length + place.length);
        System.arraycopy(place, 0, cursor, digest.length, place.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /**
     * The place that a cursor names, of any length.
     *
     * @throws RefusedException if it was not given for this
     */
    static byte[] take(String cursor, List<String> boundTo) {
        byte[] bytes = decode(cursor);
        byte[] place = Arrays.copyOfRange(bytes, DIGEST_LENGTH, bytes.length);
        byte[] digest = Arrays.copyOf(bytes, DIGEST_LENGTH);
        if (!Arrays.equals(digest(boundTo, place), digest)) {
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
        if (!oneSpelling || bytes.length < DIGEST_LENGTH) {
            throw foreign();
        }
        return bytes;
    }

    /** What is answered where a cursor is not one of this list. */
    static RefusedException foreign() {
        return new RefusedException(Problem.badMember(
                "cursor",
                "cursor must be one that an answer to you gave as next, for the same search, state, owner and sort."));
    }

    /** Each part behind its length, so that no two lists make one message. */
    private static byte[] digest(List<String> boundTo, byte[] place) {
        StringBuilder parts = new StringBuilder();
        boundTo.forEach(part -> parts.append(part.length()).append(':').append(part));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(parts.append(';').toString().getBytes(StandardCharsets.UTF_8));
        message.writeBytes(place);
        return Arrays.copyOf(sha256().digest(message.toByteArray()), DIGEST_LENGTH);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
