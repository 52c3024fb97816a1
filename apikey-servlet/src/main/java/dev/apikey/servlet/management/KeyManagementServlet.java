// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.AuthorityExceededException;
import dev.apikey.Permissions;
import dev.apikey.servlet.ApiKeyPrincipal;
import dev.apikey.servlet.Challenge;
import dev.apikey.spi.OwnerRights;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The management API: people with a login of the host's, and scripts with a key, manage keys over HTTP. Thread-safe.
 *
 * <pre>{@code
 * KeyManagementServlet management = KeyManagementServlet.builder(apiKeys).build();
 * management.addTo(servletContext); // at /api/2.0/keys
 * ApiKeyFilter.builder(apiKeys).rules("GET /files/** files:read", management.rule()).build().addTo(servletContext, "/*");
 * }</pre>
 *
 * <p>It judges its callers itself. A request with a key may do what the key may: read keys with {@code apikeys:read}, change keys with
 * {@code apikeys:write}, both granted by name. Anybody else may do what the host says ({@link Builder#callers}); by default whoever is
 * logged in to the container manages the keys that he owns, and those in the role {@code apikey-admin} everybody's. No caller is
 * answered 401, never a redirect to a login page. What is refused changes nothing.
 *
 * <p><b>Security.</b> {@link dev.apikey.servlet.ApiKeyFilter} must be in front of it with {@link #rule()}, or keys are not known here; a bearer token that no
 * filter has judged is nobody's login. A security constraint of the container's must not cover its path: it would redirect scripts to a login page.
 * Requests of people that change something must come from the application's own pages ({@code Sec-Fetch-Site}, {@code Origin}).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, problem details</a>
 */
public final class KeyManagementServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String NAME = "apikey-management";
    private static final String DESCRIPTION = "openapi.json";
    private static final String DESCRIPTION_METHODS = "GET, HEAD, OPTIONS";

    private final String path;
    private final transient ApiKeys apiKeys;
    private final transient Challenge challenge;
    private final transient Callers callers;
    private final transient SameOrigin sameOrigin;
    private final transient Failures failures;
    private final transient ReadingCalls reading;
    private final transient ChangingCalls changing;

    private KeyManagementServlet(Builder settings) {
        this.path = settings.path;
        this.apiKeys = settings.apiKeys;
        this.challenge = new Challenge(settings.realm);
        this.callers = new Callers(settings.callers.orElseGet(() -> Callers.loggedIn(settings.ownerRights)));
        this.sameOrigin = new SameOrigin(settings.origins);
        this.failures = new Failures(System::nanoTime);
        this.reading = new ReadingCalls();
        this.changing = new ChangingCalls(new RequestBody(System::nanoTime, settings.bodyTime));
    }

    /**
     * Settings to choose from; all have a default.
     *
     * @param apiKeys keeps the keys; closed by whoever built it, after the servlet is out of service
     */
    public static Builder builder(ApiKeys apiKeys) {
        return new Builder(apiKeys);
    }

    /**
     * Adds the API to an application, at its path and everything below.
     *
     * @param context of an application that is being started
     * @throws IllegalStateException if the application has been started, has a servlet named {@code apikey-management}, or has another
     *     one at this path
     */
    public void addTo(ServletContext context) {
        ServletRegistration.Dynamic registration = context.addServlet(NAME, this);
        if (registration == null) {
            throw new IllegalStateException(
                    "the application has a servlet named " + NAME + " already: remove one of them");
        }
        registration.setAsyncSupported(true);
        if (!registration.addMapping(path + "/*").isEmpty()) {
            throw new IllegalStateException("the application has another servlet at " + path + ": choose another path");
        }
    }

    /**
     * The rule for {@link dev.apikey.servlet.ApiKeyFilter.Builder#rules}, such as {@code * /api/2.0/keys/** public}: every request gets
     * here, and a credential that comes must still be good.
     */
    public String rule() {
        return "* " + path + "/** public";
    }

    /** Where it is, within the application's context, such as {@code /api/2.0/keys}. */
    public String path() {
        return path;
    }

    Callers callers() {
        return callers;
    }

    /** Answers a request, whatever becomes of it. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean harmless = Set.of("GET", "HEAD", "OPTIONS").contains(request.getMethod());
        Answer answer;
        try {
            answer = answer(request, harmless);
        } catch (RuntimeException | Error failure) {
            answer = failures.problem(failure).answer();
        }
        answer.send(request, response);
    }

    private Answer answer(HttpServletRequest request, boolean harmless) {
        if (("/" + DESCRIPTION).equals(request.getPathInfo())) {
            return description(request.getMethod());
        }
        Authority authority = callers.of(request).orElseThrow(() -> new RefusedException(Problem.noCaller(challenge)));
        boolean inPerson = ApiKeyPrincipal.of(request).isEmpty();
        if (inPerson && !harmless && !sameOrigin.admits(request)) {
            throw new RefusedException(Problem.forbidden(
                    "The request was sent by a page of another origin, with the login of whoever reads it there."));
        }
        Route route = Route.at(request.getPathInfo()).orElseThrow(() -> new RefusedException(Problem.notFound()));
        if (request.getMethod().equals("OPTIONS")) {
            return Answer.options(route.allow());
        }
        Call call = route.call(request.getMethod())
                .orElseThrow(() -> new RefusedException(Problem.methodNotAllowed(route.allow())));
        // A precondition that is not held must not be ignored (RFC 9110 §13.2.1).
        if (call != Call.UPDATE && EntityTag.isIn(request)) {
            throw new RefusedException(Problem.badMember("If-Match", "If-Match is understood with PUT only."));
        }
        Exchange exchange = new Exchange(request, route, call, authority, apiKeys.administer(authority));
        try {
            return answer(exchange);
        } catch (AuthorityExceededException exceeded) {
            throw exceeded.member().equals("key") ? new RefusedException(keyMayNot(exchange)) : exceeded;
        }
    }

    /** A key that had what this needs, and its owner too, a moment ago was revoked, disabled, narrowed or has expired since. */
    private Problem keyMayNot(Exchange exchange) {
        Permissions held = ApiKeyPrincipal.of(exchange.request())
                .map(ApiKeyPrincipal::permissions)
                .orElseGet(Permissions::none);
        return exchange.call()
                .permission()
                .filter(needed -> !held.allow(needed))
                .map(needed -> Problem.missingPermission(challenge, needed))
                .orElseGet(() -> Problem.keyNotAccepted(challenge));
    }

    private Answer answer(Exchange exchange) {
        return switch (exchange.call()) {
            case LIST -> reading.list(exchange);
            case CREATE -> changing.create(exchange);
            case COUNT -> reading.count(exchange);
            case AUTHORITY -> reading.authority(exchange);
            case PERMISSIONS -> reading.permissions(exchange);
            case SELF -> reading.self(exchange);
            case HISTORY_OF_ALL -> reading.historyOfAll(exchange);
            case REVOKE_SEVERAL -> changing.revokeSeveral(exchange);
            case READ -> reading.read(exchange);
            case UPDATE -> changing.update(exchange);
            case DELETE -> changing.delete(exchange);
            case ROTATE -> changing.rotate(exchange);
            case REVOKE -> changing.revoke(exchange);
            case HISTORY -> reading.history(exchange);
            case USAGE -> reading.usage(exchange);
        };
    }

    /** The OpenAPI description of the API, for everybody. */
    private static Answer description(String method) {
        switch (method) {
            case "OPTIONS" -> {
                return Answer.options(DESCRIPTION_METHODS);
            }
            case "GET", "HEAD" -> {}
            default -> throw new RefusedException(Problem.methodNotAllowed(DESCRIPTION_METHODS));
        }
        try (InputStream json = KeyManagementServlet.class.getResourceAsStream(DESCRIPTION)) {
            if (json == null) {
                throw new RefusedException(Problem.notFound());
            }
            return Answer.json(HttpServletResponse.SC_OK, json.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Chooses the settings of a {@link KeyManagementServlet}. Not thread-safe. */
    public static final class Builder {

        private final ApiKeys apiKeys;
        private String path = "/api/2.0/keys";
        private String realm = "api";
        private OwnerRights ownerRights = owner -> Optional.of(Permissions.of("*"));
        private Optional<Function<HttpServletRequest, Optional<Authority>>> callers = Optional.empty();
        private Set<String> origins = Set.of();
        private Duration bodyTime = Duration.ofSeconds(30);

        private Builder(ApiKeys apiKeys) {
            this.apiKeys = Objects.requireNonNull(apiKeys, "apiKeys");
        }

        /**
         * Where the API is, within the application's context. Default: {@code /api/2.0/keys}.
         *
         * @throws IllegalArgumentException if it is not segments of {@code [A-Za-z0-9._~-]}, each behind a slash
         */
        public Builder path(String path) {
            if (!MountPath.isOne(path)) {
                throw new IllegalArgumentException(
                        "path must be such as /api/2.0/keys, of [A-Za-z0-9._~-], with no / at its end");
            }
            this.path = path;
            return this;
        }

        /** How long a body may take to arrive. Default: 30 seconds. */
        Builder bodyTime(Duration limit) {
            this.bodyTime = limit;
            return this;
        }

        /**
         * What the challenge calls the guarded area: the same as in the filter. Default: {@code api}.
         *
         * @param realm 1 to 100 printable ASCII characters without {@code "} and {@code \}
         */
        public Builder realm(String realm) {
            this.realm = Objects.requireNonNull(realm, "realm");
            return this;
        }

        /**
         * The most that somebody who is logged in to the container may grant to his own keys; somebody for whom it answers nothing is no
         * caller. Asked for each of his requests: what it takes away holds at once. Those in the role {@code apikey-admin} are not asked
         * about. Default: {@code *}, which leaves out {@code apikeys:read} and {@code apikeys:write}. Has no effect beside {@link #callers}.
         */
        public Builder ownerRights(OwnerRights rights) {
            this.ownerRights = Objects.requireNonNull(rights, "rights");
            return this;
        }

        /**
         * Who sends a request that came without a key, and the most that he may do; empty if nobody is known to. Asked for each request,
         * on its thread. Requests with a key never get there. What it throws is answered 503. Default: whoever is logged in to the
         * container, as {@link #ownerRights} and the role {@code apikey-admin} say.
         */
        public Builder callers(Function<HttpServletRequest, Optional<Authority>> callers) {
            this.callers = Optional.of(callers);
            return this;
        }

        /**
         * Other origins whose pages may ask for changes with the login of whoever reads them, such as {@code https://console.example.com}.
         * For browsers that send no {@code Sec-Fetch-Site} only: what that calls cross-site is refused. Default: none.
         *
         * @throws IllegalArgumentException at {@link #build} if one is no origin
         */
        public Builder origins(String... origins) {
            this.origins = Set.of(origins);
            return this;
        }

        /**
         * The servlet with these settings.
         *
         * @throws IllegalArgumentException if the realm or an origin is wrong; the message says why
         */
        public KeyManagementServlet build() {
            return new KeyManagementServlet(this);
        }
    }
}
