// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

/** What one Argon2id hash costs, within bounds that a row in a database cannot exceed either: memory in KiB, passes, lanes. */
record Argon2idCost(int memoryKib, int passes, int lanes) {

    private static final int MAX_MEMORY_KIB = 128 * 1024;
    private static final int MAX_PASSES = 10;
    private static final int MAX_LANES = 4;

    /** What all passes together may go through: 128 MiB five times, about a quarter of a second. */
    private static final int MAX_MEMORY_TIMES_PASSES = 5 * MAX_MEMORY_KIB;

    /** RFC 9106 §3.1: at least 8 KiB for each lane. */
    private static final int MIN_KIB_PER_LANE = 8;

    Argon2idCost {
        requireBetween("lanes", 1, lanes, MAX_LANES);
        requireBetween("passes", 1, passes, MAX_PASSES);
        requireBetween("memory in KiB", MIN_KIB_PER_LANE * lanes, memoryKib, MAX_MEMORY_KIB);
        requireBetween("memory in KiB times passes", 1, memoryKib * passes, MAX_MEMORY_TIMES_PASSES);
    }

    private static void requireBetween(String name, int min, int value, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "argon2id " + name + " must be from " + min + " to " + max + ", is " + value);
        }
    }
}
