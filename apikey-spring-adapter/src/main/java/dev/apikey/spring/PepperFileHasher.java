// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.spi.SecretHasher;

/** HMAC-SHA-256 under whatever peppers the file holds now. Thread-safe. */
record PepperFileHasher(PepperFile file) implements SecretHasher {

    @Override
    public String algorithm() {
        return file.hasher().algorithm();
    }

    @Override
    public boolean isSlow() {
        return file.hasher().isSlow();
    }

    @Override
    public String hash(byte[] secret) {
        return file.hasher().hash(secret);
    }

    @Override
    public boolean verify(byte[] secret, String hash) {
        return file.hasher().verify(secret, hash);
    }

    @Override
    public boolean isCurrent(String hash) {
        return file.hasher().isCurrent(hash);
    }

    @Override
    public boolean knows(String hashKind) {
        return file.hasher().knows(hashKind);
    }

    @Override
    public void selfTest() {
        file.hasher().selfTest();
    }
}
