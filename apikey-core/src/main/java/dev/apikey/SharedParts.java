// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.StoredKey;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What keys have in common: whoever they act for, what they may do, who made them. Of equal ones a cache remembers one object, which is a third of what a key
 * takes. Thread-safe, in constant memory.
 */
final class SharedParts {

    private static final int PLACES = 1 << 12;

    private final Interner<String> owners = new Interner<>(String::equals);
    private final Interner<Actor> makers = new Interner<>(Actor::equals);
    /** In the same order, too: in which people named them, they see them again. */
    private final Interner<Permissions> permissions =
            new Interner<>((some, others) -> some.patterns().equals(others.patterns()));

    /** One object for equal values, as far as there is a place for it: the last one takes it. */
    private static final class Interner<T> {

        private final BiPredicate<T, T> isSame;
        private final AtomicReferenceArray<@Nullable T> places = new AtomicReferenceArray<>(PLACES);

        private Interner(BiPredicate<T, T> isSame) {
            this.isSame = isSame;
        }

        private T intern(T value) {
            int hash = value.hashCode();
            int place = (hash ^ hash >>> 16) & PLACES - 1;
            T known = places.get(place);
            if (known != null && isSame.test(value, known)) {
                return known;
            }
            places.set(place, value);
            return value;
        }
    }

    /** An equal key, made of what others are made of. */
    StoredKey share(StoredKey stored) {
        ApiKey key = stored.key();
        ApiKey shared = new ApiKey(
                key.id(),
                owners.intern(key.owner()),
                key.name(),
                permissions.intern(key.permissions()),
                key.createdAt(),
                makers.intern(key.createdBy()),
                key.expiresAt(),
                key.disabledAt(),
                key.revokedAt(),
                key.revokedReason(),
                key.lastUsedAt(),
                key.version(),
                key.replaces(),
                key.replacedBy(),
                key.hint());
        return new StoredKey(shared, stored.hash());
    }
}
