// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/** Thrown when a change would make a key that is stronger than the {@link Authority} it was asked under. Nothing was changed. */
public final class AuthorityExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String member;

    AuthorityExceededException(String member, String message) {
        super(message);
        this.member = member;
    }

    /** What went beyond the authority: {@code permissions}, {@code owner} or {@code lifetime}. */
    public String member() {
        return member;
    }
}
