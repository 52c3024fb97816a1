// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/**
 * Thrown when a change would make a key that is stronger than the {@link Authority} it was asked under, or when the key by which somebody
 * asks does not allow him to. Nothing was changed.
 */
public final class AuthorityExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String member;

    AuthorityExceededException(String member, String message) {
        super(message);
        this.member = member;
    }

    /**
     * What went beyond the authority: {@code permissions}, {@code owner}, {@code lifetime} or, of the key by which
     * somebody asks, {@code key}.
     */
    public String member() {
        return member;
    }
}
