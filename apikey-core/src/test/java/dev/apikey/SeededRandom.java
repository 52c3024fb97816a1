// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.security.SecureRandom;
import java.util.Random;

/** A source of bytes that are the same in every run. */
final class SeededRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final Random random;

    SeededRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
