// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.spring.security.ApiKeyConfigurer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.security.web.SecurityFilterChain;

/** Looks at the filter chains once they are there: whoever guards by them says so, and nobody else does. */
final class GuardingChains implements SmartInitializingSingleton {

    private final ApiKeyProperties properties;
    private final ObjectProvider<SecurityFilterChain> chains;

    GuardingChains(ApiKeyProperties properties, ObjectProvider<SecurityFilterChain> chains) {
        this.properties = properties;
        this.chains = chains;
    }

    @Override
    public void afterSingletonsInstantiated() {
        boolean byChains = properties.guard() == ApiKeyProperties.Guard.CHAINS;
        boolean used = chains.stream().anyMatch(ApiKeyConfigurer::isIn);
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
