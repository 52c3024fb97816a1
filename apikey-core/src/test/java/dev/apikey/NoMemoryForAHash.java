// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.hashing.Argon2idHasher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Decides while the operating system gives this process no memory for a hash, and once more when it does; prints what was decided. Started by
 * {@link NativeMemoryTest} in a JVM of its own.
 */
final class NoMemoryForAHash {

    /** More than the C library ever keeps for the next one. */
    private static final Argon2idHasher HASHER = Argon2idHasher.of(65_536, 1, 1);

    /** For whatever else the JVM may want meanwhile: half of what a hash takes. */
    private static final long BYTES_LEFT = 32L << 20;
    /** More often than a source may be wrong about a key. */
    private static final int AGAIN_AND_AGAIN = 30;

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys keys = sandbox.builder().hasher(HASHER).build();

    private IssuedKey issue() {
        return keys.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("CI", Permissions.of("*")));
    }

    private static String withAnotherSecret(IssuedKey key) {
        return Token.generate("acme_live", key.key().id(), new SecureRandom());
    }

    private String decide(String token) {
        AuthenticationResult result = keys.authenticate(token, "here");
        while (result instanceof Undecided undecided && undecided.cause() == Cause.OVERLOADED) {
            result = keys.authenticate(token, "here"); // A busy machine may not compute a hash in time.
        }
        if (result instanceof Rejected rejected) {
            return rejected.reason().toString();
        }
        return result instanceof Undecided undecided ? undecided.cause().toString() : "accepted";
    }

    private void decideAll() throws IOException, InterruptedException {
        IssuedKey known = issue();
        IssuedKey fresh = issue();
        System.out.println("before, a known key: " + decide(known.revealToken()));
        limitAddressSpace(Long.toString(addressSpace() + BYTES_LEFT));
        System.out.println("without memory, a known key: " + decide(known.revealToken()));
        System.out.println("without memory, a known key with another secret: " + decide(withAnotherSecret(known)));
        System.out.println("without memory, a new key: " + decide(fresh.revealToken()));
        String last = "";
        for (int i = 0; i < AGAIN_AND_AGAIN; i++) {
            last = decide(withAnotherSecret(fresh));
        }
        System.out.println("without memory, a new key with another secret, again and again: " + last);
        limitAddressSpace("unlimited");
        System.out.println("afterwards, a new key with another secret: " + decide(withAnotherSecret(fresh)));
        System.out.println("afterwards, a new key: " + decide(fresh.revealToken()));
        keys.close();
        try (ApiKeys later = sandbox.builder().alsoVerify(HASHER).build()) {
            long uses = later.administer(Sandbox.EVERYTHING).usage(fresh.key().id(), 1).stream()
                    .mapToLong(DailyUse::count)
                    .sum();
            System.out.println("uses of the new key: " + uses);
        }
    }

    private static long addressSpace() throws IOException {
        String size = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmSize:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(size.replaceAll("\\D", "")) << 10;
    }

    /** @param soft what may not be exceeded; the hard limit stays, so that it can be raised again */
    private static void limitAddressSpace(String soft) throws IOException, InterruptedException {
        String self = Long.toString(ProcessHandle.current().pid());
        Process prlimit = new ProcessBuilder("prlimit", "--pid", self, "--as=" + soft + ":")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (prlimit.waitFor() != 0) {
            throw new IllegalStateException("prlimit failed");
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        new NoMemoryForAHash().decideAll();
    }
}
