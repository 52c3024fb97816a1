// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static dev.apikey.spring.ApiKeySetupException.naming;

import dev.apikey.ApiKeys;
import dev.apikey.Lifetime;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spi.SecretHasher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;

/**
 * The keys of a Spring Boot application, in its database, as soon as {@code apikey.prefix} is set. {@link ApiKeyWebAutoConfiguration} guards with them, and
 * {@link ApiKeySecurityAutoConfiguration} where there is Spring Security.
 *
 * <p>Each bean gives way to one of the host's: the {@link KeyStore} (in the host's {@link DataSource}), the {@link SecretHasher}
 * (Argon2id, unless properties say otherwise) and the {@link ApiKeys}. Every {@link KeyObserver} of the host's is told, and its {@link OwnerRights} are
 * asked.
 *
 * <p>Anything wrong stops the start of the application with a sentence that says what and the remedy. The host's {@link DataSource} is
 * never closed here, and its transactions are never joined.
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

    /** Qualifies observers of the library's own, which an application that asks for its {@link KeyObserver} does not get. */
    public static final String OWN_OBSERVER = "dev.apikey.observer";

    private static final Logger LOGGER = System.getLogger(ApiKeyAutoConfiguration.class.getName());
    private static final int PEPPER_LENGTH = 32;

    private static final String OR_A_STORE = ", or define a bean of type " + KeyStore.class.getName();

    /** Made by Spring. */
    public ApiKeyAutoConfiguration() {}

    /** The host's migrations run first, whatever makes them. */
    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    KeyStore apiKeyStore(ObjectProvider<DataSource> dataSources, ApiKeyProperties properties) {
        if (properties.store() == ApiKeyProperties.Store.MEMORY) {
            LOGGER.log(Level.WARNING, "apikey.store is memory: keys are gone when the application ends");
            return KeyStore.inMemory();
        }
        DataSource dataSource = HostDataSource.outsideTransactions(onlyOne(dataSources));
        return naming("apikey.schema", () -> {
            switch (properties.schema()) {
                case REQUIRE -> KeySchema.require(dataSource);
                case APPLY -> KeySchema.apply(dataSource);
            }
            return JdbiKeyStore.of(dataSource);
        });
    }

    private static DataSource onlyOne(ObjectProvider<DataSource> dataSources) {
        try {
            return dataSources.getIfAvailable(() -> {
                throw new ApiKeySetupException(
                        "no database for API keys",
                        "Set spring.datasource.url, or apikey.store to memory in a test" + OR_A_STORE + ".");
            });
        } catch (NoUniqueBeanDefinitionException several) {
            throw new ApiKeySetupException(
                    "several databases for API keys: " + several.getBeanNamesFound(),
                    "Declare one DataSource as @Primary" + OR_A_STORE + " on the one to take.");
        }
    }

    @Bean
    @ConditionalOnMissingBean
    SecretHasher apiKeySecretHasher(ApiKeyProperties properties, ObjectProvider<PepperFile> pepperFile) {
        if (properties.store() == ApiKeyProperties.Store.MEMORY) {
            return HmacSha256Hasher.of(PepperRing.of(drawn()));
        }
        if (properties.hashers().isEmpty()) {
            throw new ApiKeySetupException(
                    "apikey.hashers names none", "Set it to argon2id or hmac-sha256, or leave it out.");
        }
        return hasher(properties.hashers().get(0), properties, pepperFile);
    }

    /** A pepper for keys that end when the process does. */
    private static byte[] drawn() {
        byte[] pepper = new byte[PEPPER_LENGTH];
        new SecureRandom().nextBytes(pepper);
        return pepper;
    }

    private static List<SecretHasher> olderHashers(ApiKeyProperties properties, ObjectProvider<PepperFile> pepperFile) {
        return properties.store() == ApiKeyProperties.Store.MEMORY
                ? List.of()
                : properties.hashers().stream()
                        .skip(1)
                        .map(kind -> hasher(kind, properties, pepperFile))
                        .toList();
    }

    private static SecretHasher hasher(
            ApiKeyProperties.Hasher kind, ApiKeyProperties properties, ObjectProvider<PepperFile> file) {
        return switch (kind) {
            case ARGON2ID -> Argon2idHasher.recommended();
            case HMAC_SHA256 ->
                properties.pepperFile() == null
                        ? HmacSha256Hasher.of(peppers(properties))
                        : new PepperFileHasher(file.getObject());
        };
    }

    private static PepperRing peppers(ApiKeyProperties properties) {
        String pepper = properties.pepper();
        if (pepper == null || pepper.isBlank()) {
            throw new ApiKeySetupException(
                    "apikey.pepper is not set, and hmac-sha256 needs it",
                    "Make one with `openssl rand -base64 32`, and give it to the application as a secret, or name a file that holds it in"
                            + " apikey.pepper-file.");
        }
        return naming("apikey.pepper", () -> PepperFile.parse(pepper));
    }

    /** Read only where something hashes under it. */
    @Bean(destroyMethod = "close")
    @Lazy
    @ConditionalOnProperty(name = "apikey.pepper-file")
    PepperFile apiKeyPepperFile(ApiKeyProperties properties) {
        String pepper = properties.pepper();
        if (pepper != null && !pepper.isBlank()) {
            throw new ApiKeySetupException(
                    "apikey.pepper and apikey.pepper-file are both set: nobody can tell which is meant",
                    "Take one of them out.");
        }
        String path = Objects.requireNonNull(properties.pepperFile(), "apikey.pepper-file");
        return naming("apikey.pepper-file", () -> PepperFile.watch(Path.of(path)));
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    ApiKeys apiKeys(
            KeyStore store,
            SecretHasher hasher,
            ApiKeyProperties properties,
            ObjectProvider<PepperFile> pepperFile,
            ObjectProvider<OwnerRights> ownerRights,
            ObjectProvider<KeyObserver> observers,
            @Qualifier(OWN_OBSERVER) ObjectProvider<KeyObserver> ownObservers) {
        requireThatItIsInMemory(store, properties);
        ApiKeys.Builder builder = ApiKeys.builder().store(store).hasher(hasher);
        naming("apikey.prefix", () -> builder.prefix(properties.prefix()));
        naming(
                "apikey.accepted-prefixes",
                () -> builder.acceptedPrefixes(properties.acceptedPrefixes().toArray(String[]::new)));
        builder.vocabulary(properties.vocabulary().toArray(String[]::new));
        builder.alsoVerify(olderHashers(properties, pepperFile).toArray(SecretHasher[]::new));
        List<KeyObserver> told = Stream.concat(observers.orderedStream(), ownObservers.orderedStream())
                .toList();
        if (!told.isEmpty()) {
            builder.observer(told.size() == 1 ? told.get(0) : new Observers(told));
        }
        ownerRights.ifAvailable(rights -> naming(
                "apikey.owners.bound",
                () -> builder.ownerRights(rights, properties.owners().bound())));
        limit(builder, properties.limits());
        size(builder, properties.engine());
        keep(builder, properties.upkeep());
        if (observers.stream().findAny().isEmpty()) {
            // Each notice is told once to all nodes and applications together: it is not for meters to hear it first.
            builder.expiryNotices();
        }
        return naming("apikey.vocabulary or apikey.limits", builder::build);
    }

    /** Where keys end with the process, so does what they are hashed under: not in a store that lasts. */
    private static void requireThatItIsInMemory(KeyStore store, ApiKeyProperties properties) {
        if (properties.store() == ApiKeyProperties.Store.MEMORY
                && !KeyStore.inMemory().getClass().isInstance(store)) {
            throw new ApiKeySetupException(
                    "apikey.store is memory, and the application has a KeyStore of its own",
                    "Leave apikey.store out, or the bean of type " + KeyStore.class.getName() + ".");
        }
    }

    private static void limit(ApiKeys.Builder builder, ApiKeyProperties.Limits limits) {
        naming("apikey.limits.max-lifetime", () -> builder.maxLifetime(limits.maxLifetime()));
        Duration lifetime = limits.defaultLifetime();
        if (lifetime != null) {
            naming("apikey.limits.default-lifetime", () -> builder.defaultLifetime(Lifetime.of(lifetime)));
        }
        if (limits.requireExpiry()) {
            builder.requireExpiry();
        }
        naming("apikey.limits.max-live-keys", () -> builder.maxLiveKeys(limits.maxLiveKeys()));
        naming("apikey.limits.max-issued-per-hour", () -> builder.maxIssuedPerHour(limits.maxIssuedPerHour()));
    }

    private static void size(ApiKeys.Builder builder, ApiKeyProperties.Engine engine) {
        naming("apikey.engine.max-cached-keys", () -> builder.maxCachedKeys(engine.maxCachedKeys()));
        naming("apikey.engine.poll-interval", () -> builder.pollInterval(engine.pollInterval()));
        naming("apikey.engine.stale-after", () -> builder.staleAfter(engine.staleAfter()));
        naming("apikey.engine.flush-interval", () -> builder.flushInterval(engine.flushInterval()));
    }

    private static void keep(ApiKeys.Builder builder, ApiKeyProperties.Upkeep upkeep) {
        naming("apikey.upkeep.keep-history", () -> builder.keepHistory(upkeep.keepHistory()));
        naming("apikey.upkeep.keep-usage", () -> builder.keepUsage(upkeep.keepUsage()));
        naming(
                "apikey.upkeep.expiry-notices",
                () -> builder.expiryNotices(upkeep.expiryNotices().toArray(Duration[]::new)));
        String name = upkeep.nodeName();
        if (name != null) {
            naming("apikey.upkeep.node-name", () -> builder.nodeName(name));
        }
    }
}
