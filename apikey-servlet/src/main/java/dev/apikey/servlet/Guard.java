// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Undecided;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges a request: its target, then its credential, then the path's rule. Translates every outcome, decides none. Thread-safe. */
final class Guard {

    /** Where the identity of a request stays for its further dispatches. The value's type is ours, so that nobody else can put one. */
    private static final String IDENTITY = "dev.apikey.servlet.identity";

    private final ApiKeys apiKeys;
    private final Challenge challenge;
    private final PathRules rules;

    Guard(ApiKeys apiKeys, Challenge challenge, PathRules rules) {
        this.apiKeys = apiKeys;
        this.challenge = challenge;
        this.rules = rules;
    }

    /** What became of a request. */
    sealed interface Verdict {

        /** It goes on, as this request. */
        record Proceed(HttpServletRequest request) implements Verdict {}

        /** It ends here. */
        record Refuse(Refusal refusal) implements Verdict {}
    }

    private record Identity(ApiKeyPrincipal principal) {}

    Verdict judge(HttpServletRequest request) {
        if (request.getMethod().equals("TRACE")) {
            return new Verdict.Refuse(Refusal.traceNotAllowed());
        }
        boolean sentByClient = request.getDispatcherType() == DispatcherType.REQUEST;
        if (sentByClient && RequestTarget.isAmbiguous(request.getRequestURI())) {
            return new Verdict.Refuse(Refusal.ambiguousTarget());
        }
        if (request.getAttribute(IDENTITY) instanceof Identity known) {
            return authorize(request, known.principal());
        }
        Credential credential = Credential.read(Collections.list(request.getHeaders("Authorization")));
        if (credential instanceof Credential.BearerToken bearer) {
            return authenticate(request, bearer);
        }
        if (credential instanceof Credential.Ambiguous) {
            return new Verdict.Refuse(Refusal.ambiguousCredential(challenge));
        }
        if (credential instanceof Credential.Malformed) {
            return new Verdict.Refuse(Refusal.invalidToken(challenge));
        }
        return authorize(request, null);
    }

    private Verdict authenticate(HttpServletRequest request, Credential.BearerToken bearer) {
        AuthenticationResult result = apiKeys.authenticate(bearer.token(), request.getRemoteAddr());
        if (result instanceof Authenticated authenticated) {
            ApiKeyPrincipal principal = new ApiKeyPrincipal(authenticated.key());
            request.setAttribute(IDENTITY, new Identity(principal));
            return authorize(request, principal);
        }
        return new Verdict.Refuse(
                result instanceof Undecided undecided
                        ? Refusal.undecided(undecided.retryAfter())
                        : Refusal.invalidToken(challenge));
    }

    private Verdict authorize(HttpServletRequest request, @Nullable ApiKeyPrincipal principal) {
        Access access = rules.accessTo(request.getMethod(), RequestTarget.path(request));
        if (principal == null) {
            return access instanceof Access.Public
                    ? new Verdict.Proceed(request)
                    : new Verdict.Refuse(Refusal.noCredential(challenge));
        }
        return refusalOf(access, principal)
                .<Verdict>map(Verdict.Refuse::new)
                .orElseGet(() -> new Verdict.Proceed(new ApiKeyRequest(request, principal)));
    }

    private Optional<Refusal> refusalOf(Access access, ApiKeyPrincipal principal) {
        if (access instanceof Access.Denied) {
            return Optional.of(Refusal.denied(challenge));
        }
        if (access instanceof Access.Needs needs
                && !principal.key().permissions().allow(needs.permission())) {
            return Optional.of(Refusal.missingPermission(challenge, needs.permission()));
        }
        return Optional.empty();
    }
}
