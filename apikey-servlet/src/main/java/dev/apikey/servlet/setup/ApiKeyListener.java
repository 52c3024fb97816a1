// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import dev.apikey.ApiKeys;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.spi.SecretHasher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Guards an application that is configured by its deployment descriptor: builds store, keys and filter when it starts, and closes what it
 * opened when it stops.
 *
 * <p>Context parameters:
 *
 * <ul>
 *   <li>{@code apikey.prefix}: required; what tokens start with, such as {@code acme_live}
 *   <li>{@code apikey.accepted-prefixes}: older prefixes, separated by spaces; default none
 *   <li>{@code apikey.vocabulary}: the application's permissions, separated by spaces; default none
 *   <li>{@code apikey.realm}: what the challenge calls the guarded area; default {@code api}
 *   <li>{@code apikey.paths}: URL patterns to guard, such as {@code /api/*}, separated by spaces; default {@code /*}, everything
 *   <li>{@code apikey.rules}: a line each, as for {@link ApiKeyFilter.Builder#rules(String...)}; default none
 *   <li>{@code apikey.optional}: {@code true} as {@link ApiKeyFilter.Builder#optional}; default {@code false}
 *   <li>{@code apikey.other-tokens}: the class of a filter, as {@link ApiKeyFilter.Builder#otherTokens}; default none
 *   <li>{@code apikey.allow-preflights}: {@code true} as {@link ApiKeyFilter.Builder#allowPreflights}; default {@code false}
 *   <li>{@code apikey.refuse-browsers}: {@code true} as {@link ApiKeyFilter.Builder#refuseBrowsers}; default {@code false}
 *   <li>{@code apikey.trusted-proxies}: 0 to 10, as {@link ApiKeyFilter.Builder#trustedProxies}; default 0
 *   <li>{@code apikey.management}: {@code true} adds the {@link KeyManagementServlet management API} at its default path, for those who are
 *       logged in to the container, or whom a subclass {@linkplain #configure(ServletContext, KeyManagementServlet.Builder) names}; default {@code false}
 *   <li>{@code apikey.page}: {@code true} adds that API and the {@link dev.apikey.servlet.management.KeyPageServlet page} for it;
 *       default {@code false}
 *   <li>{@code apikey.texts}: a line for each further language of the page and the file with its texts, such as
 *       {@code de /WEB-INF/api-keys_de.properties}; {@code apikey.language}: the one for everybody; default what browsers ask for
 *   <li>{@code apikey.login}: where people log in, as {@link dev.apikey.servlet.management.KeyPageServlet.Builder#login}; default none
 *   <li>{@code apikey.hashers}: {@code argon2id} (default), {@code hmac-sha256}, or both; the first hashes, all verify
 *   <li>{@code apikey.pepper}: for {@code hmac-sha256}; at least 32 bytes in base64, several separated by spaces with the one for new keys first
 *   <li>{@code apikey.max-cached-keys}: how many keys a node remembers, as {@link ApiKeys.Builder#maxCachedKeys}; default 100000
 *   <li>{@code apikey.poll-interval}: {@code 50ms} to {@code 900ms}, as {@link ApiKeys.Builder#pollInterval}; default {@code 500ms}
 *   <li>{@code apikey.stale-after}: {@code 2s} to {@code 60s}, as {@link ApiKeys.Builder#staleAfter}; default {@code 10s}
 *   <li>{@code apikey.flush-interval}: {@code 1s} to {@code 600s}, as {@link ApiKeys.Builder#flushInterval}; default {@code 30s}
 *   <li>{@code apikey.schema}: {@code require} (default) checks that the tables are there, {@code apply} creates them
 * </ul>
 *
 * <p>The {@link DataSource} is the first of these that is there:
 *
 * <ol>
 *   <li>the one given to the constructor by a subclass
 *   <li>the context attribute {@value #DATA_SOURCE}
 *   <li>the JNDI name in {@code apikey.jndi}, such as {@code java:comp/env/jdbc/acme}
 *   <li>a small pool of our own for {@code apikey.url}, {@code apikey.user} and {@code apikey.password}
 * </ol>
 *
 * <p>Anything wrong stops the start of the application with a sentence that names the parameter and the remedy.
 *
 * <p>It, or its subclass, is declared in {@code web.xml} or {@code web-fragment.xml} or carries {@code @WebListener}: a listener that
 * code adds may not add a filter (Servlet 6.0 §4.4). Code builds an {@link ApiKeyFilter} instead.
 */
public class ApiKeyListener implements ServletContextListener {

    /** The context attribute in which a {@link DataSource} is looked for. */
    public static final String DATA_SOURCE = "dev.apikey.dataSource";

    private static final String API_KEYS = ApiKeys.class.getName();

    private final @Nullable DataSource given;
    private @Nullable ConnectionPool ownPool;

    /** A listener that looks for the data source as described above. */
    public ApiKeyListener() {
        this.given = null;
    }

    /** A listener for this data source, which stays its owner's: for a subclass, because a container calls no such constructor. */
    public ApiKeyListener(DataSource dataSource) {
        this.given = dataSource;
    }

    /**
     * The keys of an application that has this listener, for code that issues or manages them.
     *
     * @throws IllegalStateException if the listener has not run, or the application was stopped
     */
    public static ApiKeys apiKeys(ServletContext context) {
        if (context.getAttribute(API_KEYS) instanceof ApiKeys apiKeys) {
            return apiKeys;
        }
        throw new IllegalStateException("the application has no API keys: declare " + ApiKeyListener.class.getName()
                + " as a listener, before those that need it");
    }

    /**
     * Sets what parameters cannot say of the keys, such as what their owners may do ({@link ApiKeys.Builder#ownerRights}): for a subclass.
     * Called once at the start, after the parameters were read; the store is set later. Does nothing by default.
     */
    protected void configure(ServletContext context, ApiKeys.Builder apiKeys) {}

    /**
     * Sets what parameters cannot say of the management API, such as who calls ({@link KeyManagementServlet.Builder#callers}): for a
     * subclass. Called once at the start, if the parameters ask for that API or its page. Does nothing by default.
     */
    protected void configure(ServletContext context, KeyManagementServlet.Builder management) {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Parameters parameters = new Parameters(context);
        try {
            start(context, parameters);
        } catch (RuntimeException | Error failure) {
            closePool();
            if (failure instanceof UnsupportedOperationException unsupported) {
                throw addedByCode(unsupported);
            }
            throw failure;
        }
    }

    private static IllegalStateException addedByCode(RuntimeException failure) {
        return new IllegalStateException(
                "the container lets only a declared listener add a filter: declare it in web.xml or with @WebListener, or"
                        + " build an ApiKeyFilter in code",
                failure);
    }

    /** What it throws is its own, and not the container's word on listeners. */
    private static void ofSubclass(Runnable configure) {
        try {
            configure.run();
        } catch (UnsupportedOperationException own) {
            throw new IllegalStateException("the subclass of the listener failed in configure: " + own, own);
        }
    }

    private void start(ServletContext context, Parameters parameters) {
        String prefix = parameters.require(Parameters.PREFIX, "acme_live");
        ApiKeys.Builder builder = ApiKeys.builder().vocabulary(parameters.words(Parameters.VOCABULARY));
        Parameters.naming(Parameters.PREFIX, () -> builder.prefix(prefix));
        Parameters.naming(
                Parameters.ACCEPTED_PREFIXES,
                () -> builder.acceptedPrefixes(parameters.words(Parameters.ACCEPTED_PREFIXES)));
        chooseHashers(builder, parameters);
        new EngineSettings(parameters).set(builder);
        ofSubclass(() -> configure(context, builder));
        DataSource dataSource = dataSource(context, parameters);
        prepareSchema(dataSource, parameters);
        ApiKeys apiKeys = Parameters.naming(
                Parameters.VOCABULARY + " or " + Parameters.HASHERS,
                () -> builder.store(JdbiKeyStore.of(dataSource)).build());
        try {
            guard(context, parameters, apiKeys);
        } catch (RuntimeException | Error failure) {
            apiKeys.close();
            throw failure;
        }
        context.setAttribute(API_KEYS, apiKeys);
    }

    private void guard(ServletContext context, Parameters parameters, ApiKeys apiKeys) {
        List<String> rules = new ManagementSettings(context, parameters)
                .add(apiKeys, management -> ofSubclass(() -> configure(context, management)));
        ApiKeyFilter filter = new FilterSettings(context, parameters).build(apiKeys, rules);
        List<String> paths = new ArrayList<>(
                List.of(parameters.find(Parameters.PATHS).orElse("/*").split("\\s+", -1)));
        rules.stream()
                .map(ApiKeyListener::patternOf)
                .filter(pattern -> paths.stream().noneMatch(path -> contains(path, pattern)))
                .forEach(paths::add);
        Parameters.naming(Parameters.PATHS, () -> {
            filter.addTo(context, paths.toArray(String[]::new));
            return filter;
        });
    }

    /** Such as {@code /api/2.0/keys/*} of the rule {@code * /api/2.0/keys/** public}. */
    private static String patternOf(String rule) {
        return rule.split(" ", -1)[1].replace("/**", "/*");
    }

    private static boolean contains(String path, String pattern) {
        return path.endsWith("/*") && pattern.startsWith(path.substring(0, path.length() - 1));
    }

    private static void chooseHashers(ApiKeys.Builder builder, Parameters parameters) {
        String[] names = parameters.words(Parameters.HASHERS);
        if (names.length > 0) {
            SecretHasher[] hashers =
                    Stream.of(names).map(name -> hasher(name, parameters)).toArray(SecretHasher[]::new);
            builder.hasher(hashers[0]).alsoVerify(Arrays.copyOfRange(hashers, 1, hashers.length));
        }
    }

    private static SecretHasher hasher(String name, Parameters parameters) {
        return switch (name) {
            case "argon2id" -> Argon2idHasher.recommended();
            case "hmac-sha256" -> HmacSha256Hasher.of(peppers(parameters));
            default ->
                throw new IllegalArgumentException(
                        "context parameter " + Parameters.HASHERS + " must hold argon2id, hmac-sha256 or both");
        };
    }

    private static PepperRing peppers(Parameters parameters) {
        String[] peppers = parameters.words(Parameters.PEPPER);
        if (peppers.length == 0) {
            throw new IllegalArgumentException("context parameter " + Parameters.PEPPER
                    + " must be set for hmac-sha256: make one with `openssl rand -base64 32`");
        }
        return Parameters.naming(Parameters.PEPPER, () -> {
            PepperRing ring = PepperRing.parse(peppers[0]);
            for (int i = 1; i < peppers.length; i++) {
                ring = ring.alsoAccepting(peppers[i]);
            }
            return ring;
        });
    }

    private static void prepareSchema(DataSource dataSource, Parameters parameters) {
        String choice = parameters.find(Parameters.SCHEMA).orElse("require");
        Consumer<DataSource> preparation = switch (choice) {
            case "require" -> KeySchema::require;
            case "apply" -> KeySchema::apply;
            default ->
                throw new IllegalArgumentException(
                        "context parameter " + Parameters.SCHEMA + " must be require or apply");
        };
        try {
            preparation.accept(dataSource);
        } catch (IllegalStateException lacking) {
            throw new IllegalStateException(
                    "context parameter " + Parameters.SCHEMA + " is " + choice + ": " + lacking.getMessage(), lacking);
        } catch (RuntimeException failure) {
            throw new IllegalStateException(
                    "the database for API keys did not tell its tables: check that it answers, and the DataSource or the"
                            + " context parameters " + Parameters.JNDI + ", " + Parameters.URL + ", " + Parameters.USER
                            + " and " + Parameters.PASSWORD,
                    failure);
        }
    }

    private DataSource dataSource(ServletContext context, Parameters parameters) {
        if (given != null) {
            return given;
        }
        Object attribute = context.getAttribute(DATA_SOURCE);
        if (attribute instanceof DataSource dataSource) {
            return dataSource;
        }
        if (attribute != null) {
            throw new IllegalArgumentException(
                    "context attribute " + DATA_SOURCE + " must be a javax.sql.DataSource, is a "
                            + attribute.getClass().getName());
        }
        Optional<String> jndi = parameters.find(Parameters.JNDI);
        return jndi.isPresent() ? lookUp(jndi.get()) : openPool(parameters);
    }

    @SuppressWarnings("BanJNDI") // The name comes from whoever deploys the application, never from a request.
    private static DataSource lookUp(String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException | ClassCastException missing) {
            throw new IllegalArgumentException(
                    "context parameter " + Parameters.JNDI + " must name a DataSource, there is none under " + name,
                    missing);
        }
    }

    private DataSource openPool(Parameters parameters) {
        String url = parameters
                .find(Parameters.URL)
                .orElseThrow(() ->
                        new IllegalArgumentException("no database for API keys: give the listener a DataSource, put one"
                                + " into the context attribute " + DATA_SOURCE + ", or set the context parameter "
                                + Parameters.JNDI + " or "
                                + Parameters.URL));
        ConnectionPool pool = open(url, parameters);
        ownPool = pool;
        return pool.dataSource();
    }

    private static ConnectionPool open(String url, Parameters parameters) {
        try {
            return ConnectionPool.open(
                    url,
                    parameters.find(Parameters.USER).orElse(""),
                    parameters.find(Parameters.PASSWORD).orElse(""));
        } catch (RuntimeException unknown) {
            throw new IllegalArgumentException(
                    "context parameter " + Parameters.URL
                            + " must be what a JDBC driver of the application reads: correct"
                            + " it, or add the driver",
                    unknown);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        if (context.getAttribute(API_KEYS) instanceof ApiKeys apiKeys) {
            apiKeys.close();
            context.removeAttribute(API_KEYS);
        }
        closePool();
    }

    private void closePool() {
        if (ownPool != null) {
            ownPool.close();
            ownPool = null;
        }
    }
}
