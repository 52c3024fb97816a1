// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.ApiKeys;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spring.ApiKeyAutoConfiguration;
import dev.apikey.spring.ApiKeyProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/**
 * What operators see: meters and observations where there is Micrometer, health and the endpoint {@code apikeys} where there is Spring Boot's Actuator, of the
 * line of Spring Boot that the host has.
 */
@AutoConfiguration(
        after = ApiKeyAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration", // Boot 3
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration", // Boot
            // 4
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnBean({ApiKeys.class, ApiKeyProperties.class})
public final class ApiKeyActuatorAutoConfiguration {

    private static final String HEALTH = "apikeysHealthIndicator";

    /** Made by Spring. */
    public ApiKeyActuatorAutoConfiguration() {}

    /** Where there is a registry of Micrometer. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    static class Meters {

        @Bean(defaultCandidate = false)
        @Qualifier(ApiKeyAutoConfiguration.OWN_OBSERVER)
        KeyMeters apiKeyMeters(ApiKeyProperties properties) {
            return new KeyMeters(properties.upkeep().expiryNotices());
        }

        @Bean
        MeterBinder apiKeyMeterBinder(
                @Qualifier(ApiKeyAutoConfiguration.OWN_OBSERVER) KeyMeters meters, ApiKeys apiKeys) {
            return registry -> meters.bindTo(registry, apiKeys);
        }
    }

    /** Where there are observations of requests. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "io.micrometer.observation.ObservationRegistry",
                "org.springframework.http.server.observation.ServerRequestObservationContext"
            })
    @ConditionalOnBean(type = "io.micrometer.observation.ObservationRegistry")
    static class Observations {

        /** The registry is asked for late: what it is made of may need the keys. */
        @Bean(defaultCandidate = false)
        @Qualifier(ApiKeyAutoConfiguration.OWN_OBSERVER)
        KeyObserver apiKeyObservations(ObjectProvider<ObservationRegistry> registry) {
            return new KeyObservations(SingletonSupplier.of(registry::getObject));
        }
    }

    /** Where there is Spring Boot's Actuator. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.annotation.Endpoint")
    static class Endpoints {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnAvailableEndpoint
        ApiKeysEndpoint apiKeysEndpoint(ApiKeys apiKeys) {
            return new ApiKeysEndpoint(apiKeys);
        }
    }

    /** Where there are endpoints that show properties. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.SanitizingFunction")
    static class Properties {

        @Bean
        HiddenPeppers apiKeyHiddenPeppers(ApiKeyProperties properties) {
            return new HiddenPeppers(properties.pepper());
        }
    }

    /** Where there is health as Spring Boot 3 has it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.actuate.health.HealthIndicator",
                "org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator"
            })
    @org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator("apikeys")
    static class Boot3Health {

        @Bean
        @ConditionalOnMissingBean(name = HEALTH)
        HealthOnBoot3 apikeysHealthIndicator(
                ApiKeys apiKeys,
                ObjectProvider<SecretHasher> hashers,
                @Qualifier(ApiKeyAutoConfiguration.OWN_OBSERVER) RecentRefusals refusals) {
            return new HealthOnBoot3(health(apiKeys, hashers, refusals));
        }

        @Bean(defaultCandidate = false)
        @Qualifier(ApiKeyAutoConfiguration.OWN_OBSERVER)
        RecentRefusals apiKeyRecentRefusals() {
            return new RecentRefusals(System::nanoTime);
        }
    }

    /** Where there is health as Spring Boot 4 has it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.health.contributor.HealthIndicator",
                "org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator"
            })
    @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator("apikeys")
    static class Boot4Health {

        @Bean
        @ConditionalOnMissingBean(name = HEALTH)
        HealthOnBoot4 apikeysHealthIndicator(
                ApiKeys apiKeys,
                ObjectProvider<SecretHasher> hashers,
                @Qualifier(ApiKeyAutoConfiguration.OWN_OBSERVER) RecentRefusals refusals) {
            return new HealthOnBoot4(health(apiKeys, hashers, refusals));
        }

        @Bean(defaultCandidate = false)
        @Qualifier(ApiKeyAutoConfiguration.OWN_OBSERVER)
        RecentRefusals apiKeyRecentRefusals() {
            return new RecentRefusals(System::nanoTime);
        }
    }

    private static KeyHealth health(ApiKeys apiKeys, ObjectProvider<SecretHasher> hashers, RecentRefusals refusals) {
        return new KeyHealth(apiKeys, hashers.orderedStream().toList(), refusals, System::nanoTime);
    }
}
