// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.servlet.management.PageHtml.Notice;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The page "Developer Tools, API keys": people with a login of the host's make, audit and end keys there. Thread-safe.
 *
 * <pre>{@code
 * KeyPageServlet page = KeyPageServlet.builder(management).login("/login").build();
 * page.addTo(servletContext); // at /developer/api-keys
 * ApiKeyFilter.builder(apiKeys).rules(management.rule(), page.rule()).build().addTo(servletContext, "/*");
 * }</pre>
 *
 * <p>It shows and does nothing but what {@link KeyManagementServlet} answers to whoever is logged in, and is shown to whom that knows as a
 * caller in person. Everybody else is sent to the host's login, or told to log in. Everything that it needs is in this jar: it asks nothing of
 * other servers, and no build made it.
 *
 * <p><b>Security.</b> Its scripts and styles hold no data, and are answered to everybody. No other page can frame it, no script or style of
 * another origin runs in it, and it is kept in no cache ({@code Content-Security-Policy}, {@code Cache-Control: no-store}). A host must not
 * add scripts of others to its origin.
 *
 * @see <a href="https://www.w3.org/TR/CSP3/">Content Security Policy Level 3</a>
 */
public final class KeyPageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String NAME = "apikey-page";
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private final String path;
    private final transient Optional<String> login;
    private final transient Callers callers;
    private final transient Failures failures;
    private final transient PageEditions editions;

    private KeyPageServlet(Builder settings) {
        this.path = settings.path;
        this.login = settings.login;
        this.callers = settings.management.callers();
        this.failures = new Failures(System::nanoTime);
        this.editions = new PageEditions(
                settings.texts.values(),
                settings.language,
                new PageHtml.Places(
                        settings.path,
                        settings.management.path(),
                        settings.login,
                        settings.example.orElse(settings.management.path() + "/@self"),
                        settings.stylesheet));
    }

    /**
     * Settings to choose from; all have a default.
     *
     * @param management the API that the page uses; in the same application
     */
    public static Builder builder(KeyManagementServlet management) {
        return new Builder(management);
    }

    /**
     * Adds the page to an application, at its path and everything below.
     *
     * @param context of an application that is being started
     * @throws IllegalStateException if the application has been started, has a servlet named {@code apikey-page}, or has another one at
     *     this path
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
     * The rule for {@link dev.apikey.servlet.ApiKeyFilter.Builder#rules}, such as {@code * /developer/api-keys/** public}: the page looks
     * for a login itself, and answers other methods than those that it understands with 405.
     */
    public String rule() {
        return "* " + path + "/** public";
    }

    /** Where it is, within the application's context, such as {@code /developer/api-keys}. */
    public String path() {
        return path;
    }

    /** Answers a request, whatever becomes of it. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request).send(request, response);
    }

    private PageAnswer answer(HttpServletRequest request) {
        String asked = Objects.requireNonNullElse(request.getPathInfo(), "/");
        Optional<PageFiles.File> file = editions.find(asked);
        PageHtml html = editions.edition(request).html();
        boolean isPage = asked.equals("/");
        String context = request.getContextPath();
        if (!isPage && file.isEmpty()) {
            return PageAnswer.html(404, html.notice(context, Notice.NOT_FOUND));
        }
        switch (request.getMethod()) {
            case "GET", "HEAD" -> {}
            case "OPTIONS" -> {
                return PageAnswer.empty(204).with("Allow", METHODS);
            }
            default -> {
                return PageAnswer.html(405, html.notice(context, Notice.WRONG_METHOD))
                        .with("Allow", METHODS);
            }
        }
        return isPage ? page(request, html) : file.map(PageAnswer::file).orElseThrow();
    }

    private PageAnswer page(HttpServletRequest request, PageHtml html) {
        String context = request.getContextPath();
        boolean known;
        try {
            known = callers.inPerson(request).isPresent();
        } catch (RuntimeException cannotTell) {
            String seconds = failures.problem(cannotTell).fields().getOrDefault("Retry-After", "5");
            return PageAnswer.html(503, html.notice(context, Notice.CANNOT_TELL))
                    .with("Retry-After", seconds);
        }
        if (known) {
            return PageAnswer.html(200, html.page(context));
        }
        return login.map(place -> PageAnswer.empty(302).with("Location", context + place))
                .orElseGet(() -> PageAnswer.html(401, html.notice(context, Notice.NOBODY)));
    }

    /** Chooses the settings of a {@link KeyPageServlet}. Not thread-safe. */
    public static final class Builder {

        /** A path with or without a query, of what stands for itself in HTML and in a header field; never the start of a host. */
        private static final Pattern PLACE = Pattern.compile("/(?!/)[A-Za-z0-9._~/@:?=&%+,-]*");

        private final KeyManagementServlet management;
        private String path = "/developer/api-keys";
        private Optional<String> login = Optional.empty();
        private Optional<String> example = Optional.empty();
        private Optional<String> stylesheet = Optional.empty();
        private Optional<Locale> language = Optional.empty();
        private final Map<String, PageTexts> texts = new HashMap<>();

        private Builder(KeyManagementServlet management) {
            this.management = Objects.requireNonNull(management, "management");
            texts.put(PageTexts.english().language(), PageTexts.english());
        }

        /**
         * Where the page is, within the application's context. Default: {@code /developer/api-keys}.
         *
         * @throws IllegalArgumentException if it is not segments of {@code [A-Za-z0-9._~-]}, each behind a slash
         */
        public Builder path(String path) {
            if (!MountPath.isOne(path)) {
                throw new IllegalArgumentException(
                        "path must be such as /developer/api-keys, of [A-Za-z0-9._~-], with no / at its end");
            }
            this.path = path;
            return this;
        }

        /**
         * Where people log in, within the application's context, such as {@code /login?next=/developer/api-keys}: whoever is not logged in
         * is sent there (302), and a session that ends while the page is open can be renewed there. Default: none, and then the page is
         * answered 401 with a sentence that says so, and a session is renewed by opening the page again.
         *
         * @throws IllegalArgumentException if it is no path
         */
        public Builder login(String login) {
            this.login = Optional.of(place("login", login));
            return this;
        }

        /**
         * What the {@code curl} lines of the page ask for, within the application's context: something that a fresh key can be tried on, such
         * as {@code /api/2.0/files}. Default: the API's {@code /@self}, which answers every key about itself.
         *
         * @throws IllegalArgumentException if it is no path
         */
        public Builder example(String example) {
            this.example = Optional.of(place("example", example));
            return this;
        }

        /**
         * A style sheet of the host's, within the application's context, that is read behind the page's own. It sets variables such as
         * {@code --apikey-accent}, and {@code color-scheme}, to make the page look like the rest of the application. Default: none.
         *
         * @throws IllegalArgumentException if it is no path
         */
        public Builder stylesheet(String stylesheet) {
            this.stylesheet = Optional.of(place("stylesheet", stylesheet));
            return this;
        }

        /**
         * The page in another language than English: for whoever's browser asks for it, or for everybody by {@link #language}. Can be called once for
         * each language; for English, it replaces single texts.
         *
         * @param language such as {@code Locale.GERMAN}; whoever asks for German as in Austria gets this, too
         * @param file a properties file in UTF-8, with the names of {@code dev/apikey/servlet/management/page/texts.properties} in this jar. What it
         *     lacks is shown in English, and a warning names it
         * @throws IllegalArgumentException if it has a name that is unknown, a text that is empty or has other {@code {words}} than in English, or is
         *     not in UTF-8
         * @throws java.io.UncheckedIOException if it cannot be read
         */
        public Builder texts(Locale language, URL file) {
            PageTexts read = PageTexts.of(
                    language,
                    Objects.requireNonNull(file, () -> "there is no file with texts for " + language.toLanguageTag()));
            texts.put(read.language(), read);
            return this;
        }

        /**
         * The language for everybody, whatever browsers ask for. Default: what the browser likes best of the languages that there are, or else English.
         *
         * @param language English, or one that has {@link #texts}
         */
        public Builder language(Locale language) {
            this.language = Optional.of(language);
            return this;
        }

        private static String place(String setting, String place) {
            if (!PLACE.matcher(place).matches()) {
                throw new IllegalArgumentException(setting
                        + " must be a path within the application, such as /login, of [A-Za-z0-9._~/@:?=&%+,-]");
            }
            return place;
        }

        /**
         * The servlet with these settings.
         *
         * @throws IllegalArgumentException if there are no texts in the {@link #language} for everybody
         */
        public KeyPageServlet build() {
            return new KeyPageServlet(this);
        }
    }
}
