// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import org.springframework.security.core.AuthenticationException;

/** A request brings more than one credential: nobody can tell which is meant (RFC 6750 §3.1, invalid_request). */
final class AmbiguousCredentialException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    AmbiguousCredentialException() {
        super("more than one credential came with the request");
    }
}
