// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.hashing.Argon2idHasher;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heap dump that somebody sends to a vendor opens no door: what the library keeps of a token, once it is decided, is a digest under a key of the process. */
class HeapHoldsNoSecretTest {

    private static final int SECRET_LENGTH = 43;
    private static final byte MASK = 0x5a;

    private final Sandbox sandbox = new Sandbox();

    @Test
    void afterItWasVerifiedColdAndWarm(@TempDir Path directory) throws IOException {
        List<byte[]> masked = new ArrayList<>();
        byte[] control = new byte[SECRET_LENGTH];
        new SecureRandom().nextBytes(control);
        masked.add(masked(control));
        try (ApiKeys fast = sandbox.builder().build();
                ApiKeys slow =
                        sandbox.builder().hasher(Argon2idHasher.of(64, 1, 1)).build();
                ApiKeys rehashing = sandbox.builder()
                        .hasher(Argon2idHasher.of(128, 1, 1))
                        .alsoVerify(Sandbox.cheapHasher())
                        .build()) {
            masked.add(verified(fast, fast));
            masked.add(verified(slow, slow));
            masked.add(verified(fast, rehashing));
            masked.add(verified(fast, fast));
            Crowd.await(() -> rehashing.state().hashing().replaced() == 1
                    && rehashing.state().hashing().running() == 0);
            Path dump = directory.resolve("heap.hprof");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
            assertThat(found(dump, masked))
                    .as("how often the control, which is there, and each secret is in the heap")
                    .containsExactly(1, 0, 0, 0, 0);
        }
        assertThat(control).hasSize(SECRET_LENGTH);
    }

    /** Issues a key, lets it in four times, somebody with a wrong secret as well, and keeps of it only what cannot be found by itself. */
    private static byte[] verified(ApiKeys issuing, ApiKeys deciding) {
        IssuedKey issued = issuing.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("CI", Permissions.of("*")));
        String token = issued.revealToken();
        for (int i = 0; i < 4; i++) {
            assertThat(deciding.authenticate(token, "test")).isInstanceOf(Authenticated.class);
        }
        deciding.authenticate(Token.generate("acme_live", issued.key().id(), new SecureRandom()), "test");
        assertThat(deciding.authenticate(token, "test")).isInstanceOf(Authenticated.class);
        int end = token.length() - 6;
        return masked(token.substring(end - SECRET_LENGTH, end).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] masked(byte[] plain) {
        byte[] masked = plain.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK;
        }
        return masked;
    }

    /** How often each of them is in a file. */
    private static List<Integer> found(Path file, List<byte[]> masked) throws IOException {
        int[] counts = new int[masked.size()];
        byte[] last = new byte[SECRET_LENGTH];
        int at = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                last[at] = (byte) (next ^ MASK);
                at = (at + 1) % SECRET_LENGTH;
                for (int i = 0; i < counts.length; i++) {
                    counts[i] += endsWith(last, at, masked.get(i)) ? 1 : 0;
                }
            }
        }
        return Arrays.stream(counts).boxed().toList();
    }

    private static boolean endsWith(byte[] ring, int from, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (ring[(from + i) % SECRET_LENGTH] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
