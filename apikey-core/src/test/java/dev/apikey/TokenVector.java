// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A block of {@code token-vectors.txt}: what other programs than ours made of one id and secret. */
public record TokenVector(
        String prefix,
        UUID id,
        String encodedId,
        String secret,
        String check,
        String token,
        String argon2id,
        String hmacSha256) {

    /** Every recorded vector. */
    public static Stream<TokenVector> all() {
        try (InputStream file = Objects.requireNonNull(TokenVector.class.getResourceAsStream("token-vectors.txt"))) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n"))
                    .strip();
            return Arrays.stream(text.split("\n\n", -1)).map(block -> of(List.of(block.split("\n", -1))));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static TokenVector of(List<String> line) {
        if (line.size() != 8) {
            throw new IllegalStateException("a block of token-vectors.txt has eight lines, one has " + line.size());
        }
        return new TokenVector(
                line.get(0),
                UUID.fromString(line.get(1)),
                line.get(2),
                line.get(3),
                line.get(4),
                line.get(5),
                line.get(6),
                line.get(7));
    }

    /** The pepper of the HMAC strings. */
    public static byte[] pepper() {
        byte[] pepper = new byte[32];
        for (int i = 0; i < pepper.length; i++) {
            pepper[i] = (byte) i;
        }
        return pepper;
    }

    /** The 70 bytes that are hashed. */
    public byte[] subject() {
        return (encodedId + "_" + secret).getBytes(StandardCharsets.US_ASCII);
    }

    /** The id only, so that no test report holds a token. */
    @Override
    public String toString() {
        return "TokenVector[" + id + "]";
    }
}
