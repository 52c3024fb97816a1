// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.SecretHasher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A hasher whose answer a test chooses, and which counts how often it was asked. */
final class ScriptedHasher implements SecretHasher {

    static final String HASH = "$scripted$";

    private final boolean slow;
    private final BooleanSupplier answer;
    private final AtomicInteger verified = new AtomicInteger();
    private final int memoryKib;
    private volatile byte[] lastSecret = {};

    private ScriptedHasher(boolean slow, int memoryKib, BooleanSupplier answer) {
        this.slow = slow;
        this.memoryKib = memoryKib;
        this.answer = answer;
    }

    static ScriptedHasher fast(BooleanSupplier answer) {
        return new ScriptedHasher(false, 0, answer);
    }

    static ScriptedHasher throwing(Broken broken) {
        return fast(() -> {
            throw broken.raise();
        });
    }

    static ScriptedHasher slow(BooleanSupplier answer) {
        return slow(0, answer);
    }

    /** Takes so much memory outside of the heap. */
    static ScriptedHasher slow(int memoryKib, BooleanSupplier answer) {
        return new ScriptedHasher(true, memoryKib, answer);
    }

    /** How often a secret was to be verified. */
    int verified() {
        return verified.get();
    }

    /** The array that held the last secret. */
    byte[] lastSecret() {
        return lastSecret;
    }

    @Override
    public String algorithm() {
        return "scripted";
    }

    @Override
    public boolean isSlow() {
        return slow;
    }

    @Override
    public int memoryKib() {
        return memoryKib;
    }

    @Override
    public String hash(byte[] secret) {
        return HASH;
    }

    @Override
    public boolean verify(byte[] secret, String hash) {
        verified.incrementAndGet();
        lastSecret = secret;
        return answer.getAsBoolean();
    }

    @Override
    public void selfTest() {}
}
