// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.Permissions;
import dev.apikey.spi.OwnerRights;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Owners that follow the application's users: whoever is disabled, locked, past his expiry or gone loses his keys with it. Users may do {@code *}, and those
 * in the role {@code apikey-admin} {@code apikeys:read} and {@code apikeys:write} as well. An expired password changes nothing: it is not what a key is
 * made of. An owner is the user
 * whose {@code getUsername()} is exactly that. Thread-safe if the service is.
 */
public final class UserDetailsOwnerRights implements OwnerRights {

    private static final String ADMIN = "ROLE_apikey-admin";
    private static final Permissions OF_USERS = Permissions.of("*");
    private static final Permissions OF_ADMINS = Permissions.of("*", "apikeys:read", "apikeys:write");

    private final Supplier<UserDetailsService> users;
    private final Set<String> applications;

    /**
     * Owners by their user names.
     *
     * @param users asked for the service at the first owner, so that this may be made before it
     * @param applications owners that are no users, and may do {@code *}
     */
    public UserDetailsOwnerRights(Supplier<UserDetailsService> users, Collection<String> applications) {
        this.users = Objects.requireNonNull(users, "users");
        this.applications = Set.copyOf(applications);
    }

    @Override
    public Optional<Permissions> of(String owner) {
        if (applications.contains(owner)) {
            return Optional.of(OF_USERS);
        }
        UserDetails user;
        try {
            user = users.get().loadUserByUsername(owner);
        } catch (UsernameNotFoundException gone) {
            return Optional.empty();
        }
        boolean same = user.getUsername().equals(owner); // Services may fold case; an owner is exactly who he is.
        return same && user.isEnabled() && user.isAccountNonLocked() && user.isAccountNonExpired()
                ? Optional.of(isAdmin(user) ? OF_ADMINS : OF_USERS)
                : Optional.empty();
    }

    private static boolean isAdmin(UserDetails user) {
        return user.getAuthorities().stream().anyMatch(authority -> ADMIN.equals(authority.getAuthority()));
    }
}
