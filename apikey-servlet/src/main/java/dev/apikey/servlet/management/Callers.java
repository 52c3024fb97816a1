// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.Actor;
import dev.apikey.Authority;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.servlet.ApiKeyPrincipal;
import dev.apikey.spi.OwnerRights;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Who calls, and the most that he may do. Thread-safe. */
final class Callers {

    /** Whoever has this role manages the keys of all owners. */
    static final String ADMIN = "apikey-admin";

    private static final Permissions EVERYTHING = Permissions.of("*", "apikeys:read", "apikeys:write");

    private final Function<HttpServletRequest, Optional<Authority>> people;

    /** @param people asked about requests that came without a key */
    Callers(Function<HttpServletRequest, Optional<Authority>> people) {
        this.people = people;
    }

    /** Whoever is logged in to the container: over his own keys as far as his rights go, or, in the role, over everybody's. */
    static Function<HttpServletRequest, Optional<Authority>> loggedIn(OwnerRights rights) {
        return request -> {
            Principal principal = request.getUserPrincipal();
            if (principal == null || isBearer(request)) {
                return Optional.empty();
            }
            Actor actor = Actor.of(principal.getName());
            return request.isUserInRole(ADMIN)
                    ? Optional.of(Authority.of(actor, EVERYTHING).withOwners(Owners.all()))
                    : rights.of(actor.id()).map(ceiling -> Authority.of(actor, ceiling));
        };
    }

    /** A bearer token that no filter has turned into a key's principal is no login, whatever cookies come with it. */
    private static boolean isBearer(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return authorization != null
                && authorization.strip().toLowerCase(Locale.ROOT).startsWith("bearer");
    }

    /** Whoever sends a request that came without a key. */
    Optional<Authority> inPerson(HttpServletRequest request) {
        return ApiKeyPrincipal.of(request).isPresent() ? Optional.empty() : people.apply(request);
    }

    /** The key comes first: it is never asked for roles, and whoever sends one is nobody else besides. */
    Optional<Authority> of(HttpServletRequest request) {
        Optional<ApiKeyPrincipal> key = ApiKeyPrincipal.of(request);
        return key.isPresent() ? key.map(principal -> Authority.ofKey(principal.key())) : people.apply(request);
    }
}
