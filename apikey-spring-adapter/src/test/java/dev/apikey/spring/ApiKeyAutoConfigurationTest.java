// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.sql.init.SqlInitializationAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.filter.CharacterEncodingFilter;

class ApiKeyAutoConfigurationTest {

    private static final AutoConfigurations OURS = AutoConfigurations.of(
            ApiKeyAutoConfiguration.class, ApiKeySecurityAutoConfiguration.class, ApiKeyWebAutoConfiguration.class);

    /** A servlet application with our auto-configuration, and no database. */
    private final WebApplicationContextRunner bare = new WebApplicationContextRunner().withConfiguration(OURS);

    /** One with an empty database of its own, as Boot makes them. */
    private final WebApplicationContextRunner application =
            bare.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class));

    private final WebApplicationContextRunner guarded =
            application.withPropertyValues("apikey.prefix=acme_test", "apikey.schema=apply");

    @Nested
    class BacksOff {

        @Test
        void withoutAnyProperty() {
            application.run(BacksOff::hasNothing);
        }

        @Test
        void whenOnlyAnEnvironmentVariableIsCalledAlike() {
            application.withPropertyValues("apikey=of somebody else").run(BacksOff::hasNothing);
        }

        @Test
        void inAnApplicationWithoutServlets() {
            new ApplicationContextRunner()
                    .withConfiguration(OURS)
                    .withPropertyValues("apikey.prefix=acme_test")
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ApiKeys.class));
            new ReactiveWebApplicationContextRunner()
                    .withConfiguration(OURS)
                    .withPropertyValues("apikey.prefix=acme_test")
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ApiKeys.class));
        }

        private static void hasNothing(AssertableWebApplicationContext context) {
            assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(KeyStore.class)
                    .doesNotHaveBean(SecretHasher.class)
                    .doesNotHaveBean(ApiKeys.class)
                    .doesNotHaveBean(ApiKeyProperties.class)
                    .doesNotHaveBean(FilterRegistrationBean.class);
        }
    }

    @Nested
    class Builds {

        @Test
        void everythingFromADataSourceAndAPrefix() {
            guarded.run(context -> {
                assertThat(context)
                        .hasSingleBean(JdbiKeyStore.class)
                        .hasSingleBean(Argon2idHasher.class)
                        .hasSingleBean(ApiKeys.class)
                        .hasBean("apiKeyFilterRegistration")
                        .hasBean("apiKeyIdInLogs");
                assertThat(accepts(context.getBean(ApiKeys.class), issueIn(context)))
                        .isTrue();
            });
        }

        @Test
        void theKeysFromEachOfTheirProperties() {
            guarded.withPropertyValues("apikey.vocabulary=files:read,files:write", "apikey.accepted-prefixes=acme_old")
                    .run(context -> {
                        ApiKeys apiKeys = context.getBean(ApiKeys.class);
                        IssuedKey issued = issue(apiKeys, "files:write");
                        assertThat(issued.key().hint()).startsWith("acme_test_***");
                        ApiKeys older = ApiKeys.builder()
                                .prefix("acme_old")
                                .store(context.getBean(KeyStore.class))
                                .build();
                        assertThat(accepts(apiKeys, issue(older, "*"))).isTrue();
                    });
        }

        @Test
        void keysUnderAPepper() {
            byte[] pepper = new byte[32];
            new SecureRandom().nextBytes(pepper);
            guarded.withPropertyValues(
                            "apikey.hashers=hmac-sha256,argon2id",
                            "apikey.pepper=" + Base64.getEncoder().encodeToString(pepper))
                    .run(context -> {
                        IssuedKey issued = issueIn(context);
                        boolean peppered = context.getBean(KeyStore.class)
                                .find(issued.key().id())
                                .orElseThrow()
                                .hash()
                                .startsWith("$hmac-sha256$");
                        assertThat(peppered).isTrue();
                        assertThat(context.getBean(ApiKeyProperties.class).toString())
                                .doesNotContain(Base64.getEncoder().encodeToString(pepper));
                    });
        }

        @Test
        void aStoreThatStaysOutOfTheHostsTransactions() {
            bare.withPropertyValues("apikey.prefix=acme_test", "apikey.schema=apply")
                    .withUserConfiguration(TransactionAware.class)
                    .run(context -> {
                        DataSource dataSource = context.getBean(DataSource.class);
                        UUID id = new TransactionTemplate(new DataSourceTransactionManager(dataSource))
                                .execute(transaction -> {
                                    UUID issued = issueIn(context).key().id();
                                    transaction.setRollbackOnly();
                                    return issued;
                                });
                        assertThat(context.getBean(KeyStore.class).find(id)).isPresent();
                    });
        }

        @Test
        void theKeysOnAStoreOfTheHostWithoutAnyDataSource() {
            bare.withPropertyValues("apikey.prefix=acme_test")
                    .withBean(KeyStore.class, KeyStore::inMemory)
                    .run(context -> assertThat(accepts(context.getBean(ApiKeys.class), issueIn(context)))
                            .isTrue());
        }

        @Test
        void theStoreInThePrimaryOfSeveralDataSources() {
            bare.withPropertyValues("apikey.prefix=acme_test", "apikey.schema=apply")
                    .withUserConfiguration(OnePrimaryOfTwoDataSources.class)
                    .run(context -> {
                        issueIn(context);
                        KeySchema.require(context.getBean("keys", DataSource.class));
                    });
        }

        @Test
        void theStoreAfterTheHostsScriptsHaveRun() {
            application
                    .withConfiguration(AutoConfigurations.of(SqlInitializationAutoConfiguration.class))
                    .withPropertyValues(
                            "apikey.prefix=acme_test",
                            "spring.sql.init.schema-locations=classpath:dev/apikey/jdbc/h2/001-keys-and-events.sql")
                    .run(context -> assertThat(context).hasNotFailed().hasSingleBean(JdbiKeyStore.class));
        }

        @Test
        void everythingBesideAnEnvironmentVariableThatIsCalledAlike() {
            guarded.withPropertyValues("apikey=of somebody else")
                    .run(context -> assertThat(context).hasNotFailed().hasSingleBean(ApiKeys.class));
        }

        @Test
        void keysWhosePrefixBootWouldTakeForAbsent() {
            guarded.withPropertyValues("apikey.prefix=false")
                    .run(context -> assertThat(issueIn(context).key().hint()).startsWith("false_***"));
        }
    }

    @Nested
    class Registration {

        @Test
        void isTheOnlyOneOfTheFilterAndTheFilterIsNoBean() {
            guarded.run(context -> {
                assertThat(context).doesNotHaveBean(Filter.class);
                assertThat(registrationIn(context).getFilter()).isInstanceOf(ApiKeyFilter.class);
            });
        }

        @Test
        void isForEveryKindOfDispatchAndAsynchronousRequests() {
            guarded.run(context -> {
                FilterRegistrationBean<?> registration = registrationIn(context);
                assertThat(registration.determineDispatcherTypes()).isEqualTo(EnumSet.allOf(DispatcherType.class));
                assertThat(registration.isAsyncSupported()).isTrue();
                assertThat(registration.getFilterName()).isEqualTo("apikey");
            });
        }

        @Test
        void guardsApiUnlessOtherPathsAreNamed() {
            guarded.run(context ->
                    assertThat(registrationIn(context).getUrlPatterns()).containsExactly("/api/*"));
            guarded.withPropertyValues("apikey.paths=/files/*, /report/*")
                    .run(context -> assertThat(registrationIn(context).getUrlPatterns())
                            .containsExactly("/files/*", "/report/*", "/api/2.0/keys/*"));
        }

        @Test
        void comesBeforeSpringSecurityAndTheHostsOtherFilters() {
            guarded.run(context -> {
                FilterRegistrationBean<?> registration = registrationIn(context);
                assertThat(registration.getOrder())
                        .isLessThan(-100)
                        .isLessThan(new FilterRegistrationBean<>(new CharacterEncodingFilter()).getOrder());
                assertThat(registration.isMatchAfter()).isFalse();
            });
        }
    }

    @Nested
    class GivesWay {

        @Test
        void toAStoreOfTheHost() {
            KeyStore store = KeyStore.inMemory();
            guarded.withBean(KeyStore.class, () -> store).run(context -> {
                IssuedKey issued = issueIn(context);
                assertThat(store.find(issued.key().id())).isPresent();
            });
        }

        @Test
        void toAHasherOfTheHost() {
            Argon2idHasher cheap = Argon2idHasher.of(8, 1, 1);
            guarded.withBean(SecretHasher.class, () -> cheap).run(context -> {
                assertThat(context.getBean(SecretHasher.class)).isSameAs(cheap);
                IssuedKey issued = issueIn(context);
                boolean used = context.getBean(KeyStore.class)
                        .find(issued.key().id())
                        .orElseThrow()
                        .hash()
                        .contains("$m=8,t=1,p=1$");
                assertThat(used).isTrue();
            });
        }

        @Test
        void toKeysOfTheHost() {
            ApiKeys own =
                    ApiKeys.builder().prefix("own").store(KeyStore.inMemory()).build();
            guarded.withBean(ApiKeys.class, () -> own)
                    .run(context -> assertThat(context.getBean(ApiKeys.class)).isSameAs(own));
        }

        @Test
        void toARegistrationOfTheHost() {
            guarded.withUserConfiguration(OwnRegistration.class)
                    .run(context ->
                            assertThat(registrationIn(context).getFilterName()).isEqualTo("own"));
        }

        @Test
        void toAFilterOfTheHostWhichBootRegisters() {
            guarded.withUserConfiguration(OwnFilter.class)
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(ApiKeyFilter.class)
                            .doesNotHaveBean("apiKeyFilterRegistration")
                            .doesNotHaveBean("apiKeyIdInLogs"));
        }

        @Test
        void notToARegistrationOfAnotherFilter() {
            guarded.withUserConfiguration(OtherRegistration.class)
                    .run(context -> assertThat(context.getBeansOfType(FilterRegistrationBean.class))
                            .containsOnlyKeys(
                                    "other", "apiKeyFilterRegistration", "apiKeyAmbiguousTargets", "apiKeyIdInLogs"));
        }
    }

    @Nested
    class KeepsKeysInMemory {

        @Test
        void withoutADatabaseAndWithoutArgon2WhateverHashersSay() {
            bare.withPropertyValues(
                            "apikey.prefix=acme_test", "apikey.store=memory", "apikey.hashers=argon2id,hmac-sha256")
                    .run(context -> {
                        assertThat(context).hasNotFailed().doesNotHaveBean(DataSource.class);
                        assertThat(context.getBean(SecretHasher.class)).isInstanceOf(HmacSha256Hasher.class);
                        assertThat(accepts(context.getBean(ApiKeys.class), issueIn(context)))
                                .isTrue();
                    });
        }
    }

    @Nested
    class ReadsPeppers {

        @TempDir
        private Path folder;

        private final String old = pepper();
        private final String next = pepper();

        private static String pepper() {
            byte[] pepper = new byte[32];
            new SecureRandom().nextBytes(pepper);
            return Base64.getEncoder().encodeToString(pepper);
        }

        private WebApplicationContextRunner hashing(String... properties) {
            return guarded.withPropertyValues("apikey.hashers=hmac-sha256").withPropertyValues(properties);
        }

        @Test
        void severalWithSpacesBetweenThem() {
            hashing("apikey.pepper=" + next + " " + old).run(context -> {
                assertThat(context).hasNotFailed();
                String hash = HmacSha256Hasher.of(PepperRing.parse(old)).hash(new byte[70]);
                assertThat(context.getBean(SecretHasher.class).verify(new byte[70], hash))
                        .isTrue();
            });
        }

        @Test
        void fromAFileThatMayChange() throws IOException {
            Path file = Files.writeString(folder.resolve("pepper"), old);
            hashing("apikey.pepper-file=" + file).run(context -> {
                ApiKeys apiKeys = context.getBean(ApiKeys.class);
                IssuedKey before = issueIn(context);
                Files.writeString(file, next + " " + old);
                context.getBean(PepperFile.class).read();
                IssuedKey after = issueIn(context);
                Files.delete(file);
                context.getBean(PepperFile.class).read();
                assertThat(accepts(apiKeys, before)).isTrue();
                assertThat(accepts(apiKeys, after)).isTrue();
            });
        }

        @Test
        void fromAConfigurationTreeAndFromAFileOfProperties() throws IOException {
            Files.writeString(folder.resolve("apikey.pepper"), old + "\n");
            Path vault = Files.writeString(folder.resolve("vault.properties"), "apikey.pepper=" + old);
            for (String location : List.of("configtree:" + folder + "/", "file:" + vault)) {
                hashing("spring.config.import=" + location)
                        .withInitializer(new ConfigDataApplicationContextInitializer())
                        .run(context -> assertThat(accepts(context.getBean(ApiKeys.class), issueIn(context)))
                                .isTrue());
            }
        }

        @Test
        void notFromAFileThatIsNotThere() {
            hashing("apikey.pepper-file=" + folder.resolve("none"))
                    .run(context ->
                            assertThat(context).getFailure().rootCause().isInstanceOf(NoSuchFileException.class));
            hashing("apikey.pepper-file=" + folder.resolve("none"))
                    .run(context -> assertThat(setupFailureIn(context.getStartupFailure()))
                            .hasMessageContaining("apikey.pepper-file: there is no file"));
        }

        @Test
        void notFromTwoPlaces() throws IOException {
            Path file = Files.writeString(folder.resolve("pepper"), old);
            hashing("apikey.pepper-file=" + file, "apikey.pepper=" + old)
                    .run(context -> assertThat(setupFailureIn(context.getStartupFailure()))
                            .hasMessageContaining("both set"));
        }

        private static Throwable setupFailureIn(@Nullable Throwable failure) {
            Throwable cause = failure;
            while (cause != null && !(cause instanceof ApiKeySetupException)) {
                cause = cause.getCause();
            }
            return Objects.requireNonNull(cause);
        }
    }

    @Nested
    class PutsTheIdOfAKeyIntoLogs {

        @Test
        void underAnotherNameOrNotAtAll() {
            guarded.withPropertyValues("apikey.logging.key-id=")
                    .run(context -> assertThat(context.getBean("apiKeyIdInLogs", FilterRegistrationBean.class)
                                    .isEnabled())
                            .isFalse());
        }
    }

    @Nested
    class Refuses {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                apikey.prefix=                     | prefix must be 1 to 24 characters of [a-z0-9_]
                apikey.prefix=Acme                 | prefix must be 1 to 24 characters of [a-z0-9_], start with a letter
                apikey.accepted-prefixes=acme__old | such as acme_live: "acme__old"
                apikey.vocabulary=files            | files
                apikey.vocabulary=files:*          | such as files:read: "files:*"
                apikey.vocabulary=apikeys:read     | vocabulary must leave the resources apikeys and default to the library
                apikey.realm=                      | realm must be 1 to 100 printable ASCII characters
                apikey.paths=                      | property apikey.paths: URL patterns must name what to guard: /* for everything
                apikey.paths=/api/**               | /report alone leaves /report/ open: /api/**
                apikey.rules=GET /files            | rule must be a method or *, a path and an access, such as GET /files/**
                apikey.schema=aply                 | apikey.schema
                apikey.pathz=/api/*                | apikey.pathz
                apikey.guard=nobody                | apikey.guard
                apikey.guard=chains                | the application has no filter chains of Spring Security
                apikey.trusted-proxies=11          | trusted proxies must be a number from 0 to 10
                apikey.hashers=md5                 | apikey.hashers
                apikey.hashers=                    | apikey.hashers names none
                apikey.hashers=hmac-sha256         | apikey.pepper is not set, and hmac-sha256 needs it
                apikey.management.path=keys        | apikey.management.path: path must be such as /api/2.0/keys
                apikey.page.path=/                 | apikey.page.path: path must be such as /developer/api-keys
                apikey.page.login=login            | apikey.page.login: login must be a path within the application
                apikey.page.stylesheet=a b         | apikey.page.stylesheet: stylesheet must be a path
                apikey.page.texts.de=classpath:no  | apikey.page.texts.de: there is no class path resource [no]
                apikey.page.language=fr            | apikey.page.language: there are no texts for fr
                apikey.limits.max-lifetime=0s      | apikey.limits.max-lifetime: maxLifetime must be from 1 millisecond
                apikey.limits.default-lifetime=2y  | apikey.limits.default-lifetime
                apikey.limits.max-live-keys=0      | apikey.limits.max-live-keys: maxLiveKeys must be at least 1
                apikey.limits.max-issued-per-hour=0 | apikey.limits.max-issued-per-hour: maxIssuedPerHour must be at least 1
                apikey.engine.max-cached-keys=0    | apikey.engine.max-cached-keys: maxCachedKeys must be at least 1
                apikey.engine.poll-interval=1s     | apikey.engine.poll-interval: pollInterval must be from 50 to 900 milliseconds
                apikey.engine.stale-after=1s       | apikey.engine.stale-after: staleAfter must be from 2 to 60 seconds
                apikey.engine.flush-interval=1h    | apikey.engine.flush-interval: flushInterval must be from 1 second to 10 minutes
                apikey.upkeep.keep-history=1d      | apikey.upkeep.keep-history: keepHistory must be from 30 to 36500 days
                apikey.upkeep.keep-usage=1d        | apikey.upkeep.keep-usage: keepUsage must be from 30 to 36500 days
                apikey.upkeep.expiry-notices=400d  | apikey.upkeep.expiry-notices: expiryNotices must be from zero to 365 days
                """)
        void aPropertyThatIsWrong(String property, String sentence) {
            guarded.withPropertyValues(property).run(failsSaying(sentence));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                apikey.realm=acme
                apikey.rules[0]=GET /api/files/** files:read
                apikey.paths=/api/**
                """)
        void anyOtherPropertyWithoutThePrefix(String property) {
            application
                    .withPropertyValues(property)
                    .run(failsSaying("property apikey.prefix must be set, for instance to acme_live"));
        }

        @Test
        void anApplicationWithoutDataSourceAndStore() {
            bare.withPropertyValues("apikey.prefix=acme_test").run(failsSaying("no database for API keys"));
        }

        @Test
        void toChooseAmongSeveralDataSources() {
            bare.withPropertyValues("apikey.prefix=acme_test", "apikey.schema=apply")
                    .withBean("dataSource", DataSource.class, JdbcDataSource::new)
                    .withBean("reports", DataSource.class, JdbcDataSource::new)
                    .run(failsSaying("several databases for API keys: [dataSource, reports]"));
        }

        @Test
        void anEmptyDatabaseUnlessToldToApplyTheSchema() {
            application
                    .withPropertyValues("apikey.prefix=acme_test")
                    .run(failsSaying("apply dev/apikey/jdbc/h2/001-keys-and-events.sql"));
        }

        private static ContextConsumer<AssertableWebApplicationContext> failsSaying(String sentence) {
            return context -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining(sentence);
        }
    }

    @Nested
    class Close {

        @Test
        void leavesTokensUndecided() {
            guarded.run(context -> {
                ApiKeys apiKeys = context.getBean(ApiKeys.class);
                IssuedKey issued = issueIn(context);
                context.close();
                AuthenticationResult result = apiKeys.authenticate(issued.revealToken(), "test");
                assertThat(result)
                        .isInstanceOfSatisfying(
                                Undecided.class,
                                undecided -> assertThat(undecided.cause()).isEqualTo(Cause.CLOSED));
            });
        }

        @Test
        void leavesTheDataSourceToTheHost() {
            bare.withPropertyValues("apikey.prefix=acme_test", "apikey.schema=apply")
                    .withUserConfiguration(OwnDataSource.class)
                    .run(context -> {
                        issueIn(context);
                        HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                        context.close();
                        assertThat(dataSource.isClosed()).isFalse();
                        dataSource.close();
                    });
        }
    }

    private static FilterRegistrationBean<?> registrationIn(AssertableWebApplicationContext context) {
        return context.getBeansOfType(FilterRegistrationBean.class).values().stream()
                .filter(registration -> registration.getFilter() instanceof ApiKeyFilter)
                .findFirst()
                .orElseThrow();
    }

    private static IssuedKey issueIn(AssertableWebApplicationContext context) {
        assertThat(context).hasNotFailed();
        return issue(context.getBean(ApiKeys.class), "*");
    }

    private static IssuedKey issue(ApiKeys apiKeys, String permission) {
        Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
        return apiKeys.administer(ada).issue(KeyRequest.of("CI pipeline", Permissions.of(permission)));
    }

    private static boolean accepts(ApiKeys apiKeys, IssuedKey issued) {
        return apiKeys.authenticate(issued.revealToken(), "test") instanceof Authenticated;
    }

    @Configuration(proxyBeanMethods = false)
    static class OnePrimaryOfTwoDataSources {

        @Bean
        @Primary
        DataSource keys() {
            return inMemory("primary");
        }

        @Bean
        DataSource reports() {
            return inMemory("secondary");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TransactionAware {

        @Bean
        DataSource dataSource() {
            return new TransactionAwareDataSourceProxy(new LazyConnectionDataSourceProxy(inMemory("joined")));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDataSource {

        /** Nobody but us could close it. */
        @Bean(destroyMethod = "")
        HikariDataSource dataSource() {
            HikariDataSource pool = new HikariDataSource();
            pool.setDataSource(inMemory("own"));
            return pool;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRegistration {

        @Bean
        FilterRegistrationBean<ApiKeyFilter> own(ApiKeys apiKeys) {
            FilterRegistrationBean<ApiKeyFilter> registration =
                    new FilterRegistrationBean<>(ApiKeyFilter.builder(apiKeys).build());
            registration.setName("own");
            return registration;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFilter {

        @Bean
        ApiKeyFilter own(ApiKeys apiKeys) {
            return ApiKeyFilter.builder(apiKeys).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherRegistration {

        @Bean
        FilterRegistrationBean<CharacterEncodingFilter> other() {
            return new FilterRegistrationBean<>(new CharacterEncodingFilter());
        }
    }

    private static JdbcDataSource inMemory(String name) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl("jdbc:h2:mem:" + name + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return dataSource;
    }
}
