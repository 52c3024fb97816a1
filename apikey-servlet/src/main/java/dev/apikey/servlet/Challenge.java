// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import java.util.regex.Pattern;

/** The {@code WWW-Authenticate} field (RFC 9110 §11.6.1, RFC 6750 §3): written here and nowhere else. */
public final class Challenge {

    /** The name of the field. */
    public static final String FIELD = "WWW-Authenticate";

    static final String SCHEME = "Bearer";

    /** What a quoted-string holds without any escape: printable ASCII but the quotation mark and the backslash. */
    private static final Pattern REALM = Pattern.compile("[ -!#-\\[\\]-~]{1,100}");

    private final String plain;

    /**
     * Challenges for this realm.
     *
     * @throws IllegalArgumentException if the realm could not be sent as it is
     */
    public Challenge(String realm) {
        if (!REALM.matcher(realm).matches()) {
            throw new IllegalArgumentException(
                    "realm must be 1 to 100 printable ASCII characters without \" and \\, such as acme");
        }
        this.plain = SCHEME + " realm=\"" + realm + "\"";
    }

    /** For a request without a credential: RFC 6750 §3.1 wants no error code there. */
    public String plain() {
        return plain;
    }

    String invalidRequest() {
        return plain + ", error=\"invalid_request\"";
    }

    /** For a token that is not accepted, whatever the reason. */
    public String invalidToken() {
        return plain + ", error=\"invalid_token\"";
    }

    /** For a genuine key that may not do this, and no other key may either. */
    String insufficientScope() {
        return plain + ", error=\"insufficient_scope\"";
    }

    /**
     * For a genuine key that lacks a permission.
     *
     * @param permission {@code resource:action}, an alphabet that needs no escape
     */
    public String insufficientScope(String permission) {
        return insufficientScope() + ", scope=\"" + permission + "\"";
    }
}
