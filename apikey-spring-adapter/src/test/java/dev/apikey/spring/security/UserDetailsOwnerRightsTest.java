// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.Permissions;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.User.UserBuilder;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

class UserDetailsOwnerRightsTest {

    private static UserDetailsOwnerRights rightsOf(Consumer<UserBuilder> what) {
        UserDetailsService users = name -> {
            if (!name.equalsIgnoreCase("ada")) {
                throw new UsernameNotFoundException("nobody");
            }
            UserBuilder ada = User.withUsername("ada").password("{noop}x").roles("USER");
            what.accept(ada);
            return ada.build();
        };
        return new UserDetailsOwnerRights(() -> users, List.of("billing"));
    }

    @Test
    void areEverythingButTheManagementOfKeysForAUser() {
        assertThat(rightsOf(ada -> {}).of("ada")).contains(Permissions.of("*"));
        assertThat(rightsOf(ada -> ada.credentialsExpired(true)).of("ada")).contains(Permissions.of("*"));
    }

    @Test
    void areEverythingForAnAdministrator() {
        assertThat(rightsOf(ada -> ada.roles("apikey-admin")).of("ada"))
                .contains(Permissions.of("*", "apikeys:read", "apikeys:write"));
    }

    @Test
    void areNothingForSomebodyWhoMayNotLogIn() {
        assertThat(rightsOf(ada -> ada.disabled(true)).of("ada")).isEmpty();
        assertThat(rightsOf(ada -> ada.accountLocked(true)).of("ada")).isEmpty();
        assertThat(rightsOf(ada -> ada.accountExpired(true)).of("ada")).isEmpty();
        assertThat(rightsOf(ada -> {}).of("ben")).isEmpty();
    }

    @Test
    void belongToExactlyTheUserOfThisName() {
        assertThat(rightsOf(ada -> {}).of("ADA")).isEmpty();
    }

    @Test
    void areThoseOfAnApplicationWithoutAsking() {
        assertThat(rightsOf(ada -> {}).of("billing")).contains(Permissions.of("*"));
    }

    @Test
    void areNotGuessedWhereTheUsersCannotBeRead() {
        UserDetailsOwnerRights unreadable = new UserDetailsOwnerRights(
                () -> name -> {
                    throw new IllegalStateException("no directory");
                },
                List.of());
        assertThatIllegalStateException().isThrownBy(() -> unreadable.of("ada"));
    }
}
