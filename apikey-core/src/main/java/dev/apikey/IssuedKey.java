// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/**
 * A key at the one moment when its token is known: show it to whoever asked, then let go of it.
 *
 * <p><b>Security.</b> The token is kept nowhere else; whoever loses it needs a new key. It is no bean property and no record
 * component, so that nothing serialises or logs it by accident.
 */
public final class IssuedKey {

    private final ApiKey key;
    private final String token;

    IssuedKey(ApiKey key, String token) {
        this.key = key;
        this.token = token;
    }

    /** What is known about the key from now on. */
    public ApiKey key() {
        return key;
    }

    /** The bearer token in plain text. */
    public String revealToken() {
        return token;
    }

    /** The key without its token. */
    @Override
    public String toString() {
        return "IssuedKey[" + key + "]";
    }
}
