// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.ApiKeys;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import javax.sql.DataSource;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Guards a Spring Boot application with API keys that are kept in its database, as soon as {@code apikey.prefix} is set.
 *
 * <p>Each bean gives way to one of the host's: the {@link KeyStore} (in the host's {@link DataSource}), the {@link SecretHasher}
 * (Argon2id), the {@link ApiKeys}, and the registration of the {@link ApiKeyFilter}, which is a
 * {@code FilterRegistrationBean<ApiKeyFilter>}. The filter is no bean of its own, because Boot would map that to every path.
 *
 * <p>The filter comes after what corrects a request (forwarded headers, character encoding, hidden methods) and before all else:
 * Boot's parsing of forms, Spring Security, and filters to which the host gives no order, or one above -9950.
 *
 * <p>Anything wrong stops the start of the application with a sentence that says what and the remedy. The host's {@link DataSource} is
 * never closed here.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration", // Boot 3
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" // Boot 4
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Conditional(OnApiKeyProperties.class)
@EnableConfigurationProperties(ApiKeyProperties.class)
public final class ApiKeyAutoConfiguration {

    /**
     * Behind {@code HiddenHttpMethodFilter} (-10000), so that rules see the method that the application will see; before
     * {@code FormContentFilter} (-9900), so that no body is read for strangers.
     */
    static final int FILTER_ORDER = -9_950;

    private static final String OR_A_STORE = ", or define a bean of type " + KeyStore.class.getName();

    /** Made by Spring. */
    public ApiKeyAutoConfiguration() {}

    /** The host's migrations run first, whatever makes them. */
    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    KeyStore apiKeyStore(ObjectProvider<DataSource> dataSources, ApiKeyProperties properties) {
        DataSource dataSource = onlyOne(dataSources);
        switch (properties.schema()) {
            case REQUIRE -> KeySchema.require(dataSource);
            case APPLY -> KeySchema.apply(dataSource);
        }
        return JdbiKeyStore.of(dataSource);
    }

    private static DataSource onlyOne(ObjectProvider<DataSource> dataSources) {
        try {
            return dataSources.getIfAvailable(() -> {
                throw new IllegalStateException("no database for API keys: set spring.datasource.url" + OR_A_STORE);
            });
        } catch (NoUniqueBeanDefinitionException several) {
            throw new IllegalStateException(
                    "several databases for API keys, " + several.getBeanNamesFound()
                            + ": declare one DataSource as @Primary" + OR_A_STORE + " on the one to take",
                    several);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    SecretHasher apiKeySecretHasher() {
        return Argon2idHasher.recommended();
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    ApiKeys apiKeys(KeyStore store, SecretHasher hasher, ApiKeyProperties properties) {
        return ApiKeys.builder()
                .prefix(properties.prefix())
                .acceptedPrefixes(properties.acceptedPrefixes().toArray(String[]::new))
                .vocabulary(properties.vocabulary().toArray(String[]::new))
                .store(store)
                .hasher(hasher)
                .build();
    }

    /** Asks for a registration of exactly this filter: one of another filter must not push ours out. */
    @Bean
    @ConditionalOnMissingBean(value = ApiKeyFilter.class, parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<ApiKeyFilter> apiKeyFilterRegistration(ApiKeys apiKeys, ApiKeyProperties properties) {
        ApiKeyFilter filter = ApiKeyFilter.builder(apiKeys)
                .realm(properties.realm())
                .rules(properties.rules())
                .build();
        requireServed(filter, properties);
        FilterRegistrationBean<ApiKeyFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setName("apikey");
        registration.setUrlPatterns(properties.paths());
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        registration.setAsyncSupported(true);
        registration.setOrder(FILTER_ORDER);
        return registration;
    }

    private static void requireServed(ApiKeyFilter filter, ApiKeyProperties properties) {
        try {
            filter.requireServed(properties.paths());
        } catch (IllegalArgumentException outside) {
            throw new IllegalArgumentException(
                    "properties apikey.rules and apikey.paths: " + outside.getMessage(), outside);
        }
    }
}
