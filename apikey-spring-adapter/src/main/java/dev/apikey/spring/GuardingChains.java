// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spring.security.ApiKeyConfigurer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/** Looks at the filter chains, and at whose users owners are, once all is there: what contradicts itself stops the start. */
final class GuardingChains implements SmartInitializingSingleton {

    private final ApiKeyProperties properties;
    private final ObjectProvider<SecurityFilterChain> chains;
    private final ObjectProvider<UserDetailsService> users;
    private final ObjectProvider<OwnerRights> ownerRights;

    GuardingChains(
            ApiKeyProperties properties,
            ObjectProvider<SecurityFilterChain> chains,
            ObjectProvider<UserDetailsService> users,
            ObjectProvider<OwnerRights> ownerRights) {
        this.properties = properties;
        this.chains = chains;
        this.users = users;
        this.ownerRights = ownerRights;
    }

    @Override
    public void afterSingletonsInstantiated() {
        requireOneGuard();
        requireKnownOwners();
    }

    private void requireKnownOwners() {
        boolean unknown = properties.owners().followUsers()
                && ownerRights.stream().findAny().isEmpty()
                && users.stream().count() > 1;
        if (unknown) {
            throw new ApiKeySetupException(
                    "several UserDetailsService beans: nobody says whose users the owners of keys are",
                    "Declare one of them as @Primary, define a bean of type " + OwnerRights.class.getName()
                            + ", or set apikey.owners.follow-users to false.");
        }
    }

    private void requireOneGuard() {
        boolean byChains = properties.guard() == ApiKeyProperties.Guard.CHAINS;
        boolean used = chains.stream().anyMatch(ApiKeyConfigurer::isIn);
        boolean guarded =
                chains.stream().flatMap(chain -> chain.getFilters().stream()).anyMatch(ApiKeyFilter.class::isInstance);
        if (!byChains && !guarded) {
            throw new ApiKeySetupException(
                    "a bean apiKeyFilterChain of the application is in the place of the library's, and guards nothing",
                    "Give the bean another name, or guard in it: .with(apiKeys(), keys -> keys.guardedBy(filter)).");
        }
        if (used && !byChains) {
            throw new ApiKeySetupException(
                    "a filter chain of the application has apiKeys(), and the library guards " + properties.paths()
                            + " before it",
                    "Set apikey.guard to chains, so that the application's chains guard and apikey.paths and apikey.rules"
                            + " are not used; or take .with(apiKeys(), ...) out of the chain.");
        }
        if (byChains && !used) {
            throw new ApiKeySetupException(
                    "apikey.guard is chains, and no filter chain of the application has apiKeys(): keys would open nothing",
                    "Add .with(apiKeys(), withDefaults()) to a SecurityFilterChain, or set apikey.guard to paths.");
        }
        if (byChains && !properties.rules().isEmpty()) {
            throw new ApiKeySetupException(
                    "apikey.guard is chains, and apikey.rules holds rules that nobody would follow",
                    "Move the rules into the filter chain, or set apikey.guard to paths.");
        }
    }
}
