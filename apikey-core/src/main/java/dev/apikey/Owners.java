// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Set;

/**
 * The owners whose keys an {@link Authority} may manage: named ones, those that share a prefix, or all.
 *
 * <p>Owners compare exactly: no case folding, no trimming. Immutable and thread-safe.
 */
public sealed interface Owners {

    /** Whether this owner is among them. */
    boolean include(String owner);

    /** Just this owner. */
    static Owners one(String owner) {
        return new Named(Set.of(owner));
    }

    /** These owners; an empty set manages nobody's keys. */
    static Owners of(Set<String> owners) {
        return new Named(owners);
    }

    /**
     * Every owner that starts with this text, for hosts that keep tenants apart by it, such as {@code acme/}.
     *
     * @throws IllegalArgumentException if the prefix is empty: say {@link #all()}
     */
    static Owners startingWith(String prefix) {
        return new StartingWith(prefix);
    }

    /** Every owner. */
    static Owners all() {
        return new All();
    }

    /** Owners by name. */
    record Named(Set<String> owners) implements Owners {

        /** Copies the set. */
        public Named {
            owners = Set.copyOf(owners);
        }

        @Override
        public boolean include(String owner) {
            return owners.contains(owner);
        }
    }

    /** Owners that start with the same text. */
    record StartingWith(String prefix) implements Owners {

        /** @throws IllegalArgumentException if the prefix is empty */
        public StartingWith {
            if (prefix.isEmpty()) {
                throw new IllegalArgumentException("prefix must not be empty: use Owners.all() for every owner");
            }
        }

        @Override
        public boolean include(String owner) {
            return owner.startsWith(prefix);
        }
    }

    /** Every owner there is. */
    record All() implements Owners {

        @Override
        public boolean include(String owner) {
            return true;
        }
    }
}
