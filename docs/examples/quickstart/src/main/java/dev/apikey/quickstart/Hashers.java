// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import dev.apikey.ApiKeys;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.SecretHasher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;

/** What hashes new keys, and what verifies those that were hashed otherwise before. */
final class Hashers {

    private static final Logger LOGGER = System.getLogger(Hashers.class.getName());
    private static final int PEPPER_BYTES = 32;

    private Hashers() {}

    static void choose(ApiKeys.Builder builder, Settings settings) {
        SecretHasher argon2id = Argon2idHasher.recommended();
        SecretHasher hmac = HmacSha256Hasher.of(peppers(settings));
        switch (settings.hasher()) {
            case ARGON2ID -> builder.hasher(argon2id).alsoVerify(hmac);
            case HMAC_SHA256 -> builder.hasher(hmac).alsoVerify(ifItWorksHere(argon2id));
        }
    }

    /** Argon2id needs a native library: whoever has none can do without, as long as none of his keys was hashed with it. */
    private static SecretHasher[] ifItWorksHere(SecretHasher argon2id) {
        try {
            argon2id.selfTest();
            return new SecretHasher[] {argon2id};
        } catch (IllegalStateException missing) {
            LOGGER.log(Level.WARNING, "Keys that were hashed with argon2id get 503 here. {0}", missing.getMessage());
            return new SecretHasher[0];
        }
    }

    private static PepperRing peppers(Settings settings) {
        if (settings.pepper() != null) {
            return parse(settings.pepper());
        }
        if (settings.database().isInMemory()) {
            return PepperRing.of(SecureRandom.getSeed(PEPPER_BYTES));
        }
        Path file = settings.database()
                .fileBeside(".pepper")
                .orElseThrow(() ->
                        new IllegalArgumentException("PEPPER must be set, because DATABASE is no file beside which one"
                                + " could be kept: make one with `openssl rand -base64 32`"));
        return PepperFile.readOrCreate(file);
    }

    private static PepperRing parse(String pepper) {
        try {
            return PepperRing.parse(pepper);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("PEPPER is wrong: " + malformed.getMessage(), malformed);
        }
    }
}
