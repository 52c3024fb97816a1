// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spring.security.ApiKeyConfigurer;
import dev.apikey.spring.security.UserDetailsOwnerRights;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Guards {@code apikey.paths} where there is Spring Security: by a filter chain of its own, before those of the application. People and their roles are
 * Spring Security's, there and on the page.
 *
 * <p>Each bean gives way to one of the host's: the {@link SecurityFilterChain} of the name {@code apiKeyFilterChain}, and {@link OwnerRights}, which follow
 * the application's users if it has one {@link UserDetailsService}.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration", // Boot 3
            "org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration", // Boot 4
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({HttpSecurity.class, SecurityFilterChain.class})
@Conditional(OnApiKeyProperties.class)
public final class ApiKeySecurityAutoConfiguration {

    /**
     * Before the application's chains, which hardly ever have an order below 1: what they guard besides is out of the way of keys.
     */
    static final int CHAIN_ORDER = -100;

    /** Made by Spring. */
    public ApiKeySecurityAutoConfiguration() {}

    /** Where somebody has switched Spring Security on. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(HttpSecurity.class)
    static class Chains {

        /** Not lazily: it speaks up at the start or never. */
        @Bean(WithoutChains.CHAINS)
        @Lazy(false)
        GuardingChains apiKeyChains(
                ApiKeyProperties properties,
                ObjectProvider<SecurityFilterChain> chains,
                ObjectProvider<UserDetailsService> users,
                ObjectProvider<OwnerRights> ownerRights) {
            return new GuardingChains(properties, chains, users, ownerRights);
        }

        /** Spring Security's firewall refuses such targets, too, but a host may tell it to let semicolons pass. */
        @Bean
        FilterRegistrationBean<Filter> apiKeyAmbiguousTargets(
                ApiKeyProperties properties,
                ObjectProvider<ServletRegistrationBean<KeyManagementServlet>> management,
                ObjectProvider<ServletRegistrationBean<KeyPageServlet>> page,
                Environment environment) {
            return ApiKeyWebAutoConfiguration.ambiguousTargets(
                    GuardedPaths.of(properties, environment, management, page).urlPatterns());
        }

        @Bean
        @Order(CHAIN_ORDER)
        @ConditionalOnMissingBean(name = "apiKeyFilterChain")
        SecurityFilterChain apiKeyFilterChain(
                HttpSecurity http,
                ApiKeys apiKeys,
                ApiKeyProperties properties,
                ObjectProvider<ServletRegistrationBean<KeyManagementServlet>> management,
                ObjectProvider<ServletRegistrationBean<KeyPageServlet>> page,
                ApplicationContext context)
                throws Exception {
            GuardedPaths guarded = GuardedPaths.of(properties, context.getEnvironment(), management, page);
            http.securityMatcher(guarded::include)
                    .with(ApiKeyConfigurer.apiKeys(), keys -> keys.keys(apiKeys).guardedBy(guarded.filter(apiKeys)))
                    .csrf(csrf -> csrf.ignoringRequestMatchers(guarded::isManagement))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                    .requestCache(requests -> requests.disable())
                    .logout(logout -> logout.disable());
            if (context.containsBean("corsConfigurationSource")) { // The name that Spring Security looks for.
                http.cors(Customizer.withDefaults());
            }
            return http.build();
        }
    }

    /** Where the application has users of its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnSingleCandidate(UserDetailsService.class)
    @ConditionalOnProperty(name = "apikey.owners.follow-users", matchIfMissing = true)
    static class Users {

        /** The service is asked for late: it may need what needs the keys. */
        @Bean
        @ConditionalOnMissingBean
        OwnerRights apiKeyOwnerRights(ObjectProvider<UserDetailsService> users, ApiKeyProperties properties) {
            return new UserDetailsOwnerRights(
                    users::getObject, properties.owners().applications());
        }
    }
}
