// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges a request: its target, then its credential, then what it must meet. Translates every outcome, decides none. Thread-safe. */
final class Guard {

    /**
     * Where the identity of a request stays for its further dispatches, for each {@link ApiKeys} by itself: a key of one is nothing to another.
     * The value's type is ours, so that nobody else can put one.
     */
    private record Remembered(ApiKeys by, Identity identity) {}

    private final ApiKeys apiKeys;
    private final String attribute;
    private final Challenge challenge;
    private final Requirements requirements;
    private final ClientAddress clientAddress;
    private final Set<Option> options;

    Guard(
            ApiKeys apiKeys,
            Challenge challenge,
            Requirements requirements,
            ClientAddress clientAddress,
            Set<Option> options) {
        this.apiKeys = apiKeys;
        this.attribute = "dev.apikey.servlet.identity." + System.identityHashCode(apiKeys);
        this.challenge = challenge;
        this.requirements = requirements;
        this.clientAddress = clientAddress;
        this.options = Set.copyOf(options);
    }

    /** What a host may switch on. */
    enum Option {
        /** CORS preflights pass. */
        PREFLIGHTS,
        /** A key that a page of another origin sends is refused. */
        NO_BROWSERS,
        /** Another filter decides about tokens that are not ours. */
        OTHER_TOKENS
    }

    /** What became of a request. */
    sealed interface Verdict {

        /** It goes on, as this request. */
        record Proceed(HttpServletRequest request) implements Verdict {}

        /** The other filter is asked for an identity, with this request, and then {@link #judgeHandedOn}. */
        record HandOn(HttpServletRequest request) implements Verdict {}

        /** It ends here. */
        record Refuse(Refusal refusal) implements Verdict {}
    }

    Verdict judge(HttpServletRequest request) {
        if (request.getMethod().equals("TRACE")) {
            return new Verdict.Refuse(Refusal.traceNotAllowed());
        }
        boolean sentByClient = request.getDispatcherType() == DispatcherType.REQUEST;
        if (sentByClient && RequestTarget.isAmbiguous(request.getRequestURI())) {
            return new Verdict.Refuse(Refusal.ambiguousTarget());
        }
        if (options.contains(Option.PREFLIGHTS) && isPreflightForSomething(request)) {
            return new Verdict.Proceed(request);
        }
        if (request.getAttribute(attribute) instanceof Remembered known && known.by() == apiKeys) {
            return judgeAgain(request, known.identity());
        }
        Credential credential = Credential.of(request);
        if (credential instanceof Credential.BearerToken bearer) {
            return authenticate(request, bearer);
        }
        if (credential instanceof Credential.Ambiguous) {
            return new Verdict.Refuse(Refusal.ambiguousCredential(challenge));
        }
        if (credential instanceof Credential.Malformed) {
            return new Verdict.Refuse(Refusal.invalidToken(challenge));
        }
        return authorizeWithoutKey(request);
    }

    /**
     * Whom an error page sees; it is not ruled. What came with a bearer token shows the key that was accepted, or nobody, and never
     * whoever is logged in to the host as well.
     */
    HttpServletRequest forErrorPage(HttpServletRequest request) {
        if (request.getAttribute(attribute) instanceof Remembered known && known.by() == apiKeys) {
            return new ApiKeyRequest(request, known.identity());
        }
        boolean isHosts = ApiKeyRequest.isIn(request) || Credential.of(request) instanceof Credential.None;
        return isHosts ? request : new ApiKeyRequest(request, Identity.nobody());
    }

    /**
     * What nobody may call, nobody may ask about, and nobody may ask where OPTIONS itself is denied. Rules that do without OPTIONS do not
     * deny it: hardly any name it.
     */
    private boolean isPreflightForSomething(HttpServletRequest request) {
        return Browser.isPreflight(request)
                && requirements.of(Browser.methodAskedAbout(request), request).stream()
                        .noneMatch(access -> access instanceof Access.Denied || access instanceof Access.NotNamed)
                && requirements.of(request.getMethod(), request).stream().noneMatch(Access.Denied.class::isInstance);
    }

    private Verdict judgeAgain(HttpServletRequest request, Identity known) {
        if (known.isHandedOn() && !options.contains(Option.OTHER_TOKENS)) {
            // Another filter for the same keys let somebody else decide: here, nobody else does.
            return new Verdict.Refuse(Refusal.invalidToken(challenge));
        }
        if (known.isHandedOn()) {
            return ApiKeyRequest.isIn(request)
                    ? judgeHandedOn(request)
                    : new Verdict.HandOn(new ApiKeyRequest(request, known));
        }
        Authenticated earlier = known.decision();
        if (earlier != null && request.getDispatcherType() == DispatcherType.ASYNC) {
            // Any time may have passed since.
            AuthenticationResult now = apiKeys.authenticate(earlier, clientAddress.of(request));
            if (!(now instanceof Authenticated renewed)) {
                return new Verdict.Refuse(Refusal.of(now, challenge));
            }
            known.renew(earlier, renewed);
        }
        return authorize(new ApiKeyRequest(request, known));
    }

    /** Judges a request that the other filter has let pass, by the principal that it found. */
    Verdict judgeHandedOn(HttpServletRequest request) {
        return request.getUserPrincipal() == null
                ? new Verdict.Refuse(Refusal.invalidToken(challenge))
                : authorizeWithoutKey(request);
    }

    private Verdict authenticate(HttpServletRequest request, Credential.BearerToken bearer) {
        if (options.contains(Option.OTHER_TOKENS) && apiKeys.isForeign(bearer.token())) {
            return new Verdict.HandOn(remember(request, Identity.handedOn()));
        }
        AuthenticationResult result = apiKeys.authenticate(bearer.token(), clientAddress.of(request));
        if (result instanceof Authenticated authenticated) {
            if (options.contains(Option.NO_BROWSERS) && Browser.isFromElsewhere(request)) {
                return new Verdict.Refuse(Refusal.keyInBrowser());
            }
            return authorize(remember(request, Identity.of(authenticated)));
        }
        return new Verdict.Refuse(Refusal.of(result, challenge));
    }

    private ApiKeyRequest remember(HttpServletRequest request, Identity identity) {
        request.setAttribute(attribute, new Remembered(apiKeys, identity));
        return new ApiKeyRequest(request, identity);
    }

    private Verdict authorize(ApiKeyRequest request) {
        @Nullable ApiKeyPrincipal key = request.getUserPrincipal();
        if (key == null) {
            return authorizeWithoutKey(request);
        }
        for (Access access : requirements.of(request.getMethod(), request)) {
            if (!access.admits(key)) {
                return new Verdict.Refuse(refusalOf(access));
            }
        }
        return new Verdict.Proceed(request);
    }

    private Refusal refusalOf(Access missed) {
        List<String> permissions = missed.permissions();
        return permissions.isEmpty() ? Refusal.denied(challenge) : Refusal.missingPermission(challenge, permissions);
    }

    private Verdict authorizeWithoutKey(HttpServletRequest request) {
        return requirements.of(request.getMethod(), request).stream()
                        .allMatch(access -> access.admitsWithoutKey(request))
                ? new Verdict.Proceed(request)
                : new Verdict.Refuse(Refusal.noCredential(challenge));
    }
}
