// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.spi.StoredKey;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A key as it was read from the store, and what is computed from it again and again. Thread-safe. */
final class KeyRecord {

    private final StoredKey stored;
    private final long sequence;
    private final String prefix;
    private final AtomicReference<@Nullable Admission> last = new AtomicReference<>();

    /** @param sequence of the last event that the key shows */
    KeyRecord(StoredKey stored, long sequence) {
        this.stored = stored;
        this.sequence = sequence;
        this.prefix = Token.prefixOfHint(stored.key().hint());
    }

    private record Admission(Permissions rights, Authenticated result) {}

    ApiKey key() {
        return stored.key();
    }

    String hash() {
        return stored.hash();
    }

    long sequence() {
        return sequence;
    }

    /** What the token starts with, as it was issued. */
    String prefix() {
        return prefix;
    }

    /** The same key with another hash of its secret. */
    KeyRecord withHash(String hash) {
        return new KeyRecord(new StoredKey(stored.key(), hash), sequence);
    }

    /** What was answered when the owner might do just this, or null. */
    @Nullable
    Authenticated answered(Permissions rights) {
        Admission admission = last.get();
        return admission != null && admission.rights().equals(rights) ? admission.result() : null;
    }

    void remember(Permissions rights, Authenticated result) {
        last.set(new Admission(rights, result));
    }
}
