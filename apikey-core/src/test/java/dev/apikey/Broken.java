// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.sql.SQLException;

/** Everything that a store, a hasher or an observer can throw. None of the errors is a real one. */
enum Broken {
    RUNTIME,
    ARGUMENT,
    NULL_POINTER,
    CHECKED,
    INTERRUPTED,
    LINKAGE,
    MEMORY,
    STACK,
    ASSERTION,
    THROWABLE;

    private static final String MESSAGE = "broken on purpose";

    /** Throws it, declared or not; returns nothing, but can be thrown to say so to the compiler. */
    RuntimeException raise() {
        Broken.<RuntimeException>sneak(throwable());
        return new IllegalStateException("unreachable");
    }

    private Throwable throwable() {
        return switch (this) {
            case RUNTIME -> new IllegalStateException(MESSAGE);
            case ARGUMENT -> new IllegalArgumentException(MESSAGE);
            case NULL_POINTER -> new NullPointerException(MESSAGE);
            case CHECKED -> new SQLException(MESSAGE);
            case INTERRUPTED -> new InterruptedException(MESSAGE);
            case LINKAGE -> new NoClassDefFoundError(MESSAGE);
            case MEMORY -> new OutOfMemoryError(MESSAGE);
            case STACK -> new StackOverflowError(MESSAGE);
            case ASSERTION -> new AssertionError(MESSAGE);
            case THROWABLE -> new Throwable(MESSAGE);
        };
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable throwable) throws E {
        throw (E) throwable;
    }
}
