// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import dev.apikey.spi.SecretHasher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Argon2id (RFC 9106), the default: a stolen table of hashes is worth nothing, at 15 ms and 19 MiB for each hash.
 *
 * <p>Its PHC strings are {@code $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>} with 16 bytes of salt and 32 of hash.
 * It works through the native library that argon2-jvm brings for glibc Linux, macOS and Windows. Thread-safe.
 *
 * <p>The library's binding, JNA, starts a thread of its own ("JNA Cleaner") that ends with the process, not with the host: where
 * applications are redeployed in a running container, put argon2-jvm and JNA into the container's class path, or use
 * {@link HmacSha256Hasher}.
 */
public final class Argon2idHasher implements SecretHasher {

    private static final int SALT_LENGTH = 16;
    private static final int HASH_LENGTH = 32;

    /** From the test suite of the reference implementation (P-H-C/phc-winner-argon2, test.c, Argon2id v=19, m=2^8). */
    private static final String VECTOR = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe";

    private static final Argon2idCost VECTOR_COST = new Argon2idCost(256, 2, 1);

    private final Argon2idCost cost;
    private final SecureRandom random = new SecureRandom();

    private Argon2idHasher(Argon2idCost cost) {
        this.cost = cost;
    }

    /** 19,456 KiB, 2 passes, 1 lane: the minimum of the OWASP Password Storage Cheat Sheet. */
    public static Argon2idHasher recommended() {
        return of(19_456, 2, 1);
    }

    /**
     * A hasher with costs of its own choice.
     *
     * @param memoryKib memory of one hash in KiB, 8 for each lane to 131,072
     * @param passes passes over that memory, 1 to 10; memory times passes at most 655,360 KiB
     * @param lanes lanes of that memory, 1 to 4
     * @throws IllegalArgumentException if a cost is outside its bounds
     */
    public static Argon2idHasher of(int memoryKib, int passes, int lanes) {
        return new Argon2idHasher(new Argon2idCost(memoryKib, passes, lanes));
    }

    @Override
    public String algorithm() {
        return Argon2idPhc.ALGORITHM;
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public String hash(byte[] secret) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        return new Argon2idPhc(cost, salt, compute(cost, secret, salt)).encode();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs above the bounds of {@link #of} are refused before anything is computed.
     */
    @Override
    public boolean verify(byte[] secret, String hash) {
        Argon2idPhc phc = Argon2idPhc.parse(hash);
        return MessageDigest.isEqual(phc.hash(), compute(phc.cost(), secret, phc.salt()));
    }

    @Override
    public boolean isCurrent(String hash) {
        return Argon2idPhc.parse(hash).cost().equals(cost);
    }

    @Override
    public int memoryKib() {
        return cost.memoryKib();
    }

    @Override
    public int memoryKib(String hash) {
        return Argon2idPhc.parse(hash).cost().memoryKib();
    }

    /** {@inheritDoc} Takes a vector of the reference implementation. */
    @Override
    public void selfTest() {
        byte[] computed = unlessNativeLibraryIsMissing(() -> compute(
                VECTOR_COST,
                "password".getBytes(StandardCharsets.US_ASCII),
                "somesalt".getBytes(StandardCharsets.US_ASCII)));
        if (!MessageDigest.isEqual(computed, HexFormat.of().parseHex(VECTOR))) {
            throw new IllegalStateException("argon2id: the native library computes wrong hashes."
                    + " Remove other builds of libargon2 from the library path (-Djna.nosys=true takes the bundled one),"
                    + " or choose the hasher hmac-sha256.");
        }
    }

    private static byte[] unlessNativeLibraryIsMissing(Supplier<byte[]> hash) {
        try {
            return hash.get();
        } catch (LinkageError missing) {
            throw new IllegalStateException(
                    "argon2id: its native library cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ". If the temporary directory is mounted noexec, set"
                            + " -Djna.tmpdir to a directory that allows it; on musl (Alpine) take a glibc image;"
                            + " otherwise choose the hasher hmac-sha256.",
                    missing);
        }
    }

    /** Never argon2-jvm's own verify: it answers false for every native error, which would turn "cannot check" into "invalid". */
    private static byte[] compute(Argon2idCost cost, byte[] secret, byte[] salt) {
        Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Types.ARGON2id, SALT_LENGTH, HASH_LENGTH);
        return argon2.rawHash(cost.passes(), cost.memoryKib(), cost.lanes(), secret, salt);
    }
}
