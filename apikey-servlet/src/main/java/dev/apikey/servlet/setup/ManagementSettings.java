// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import jakarta.servlet.ServletContext;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adds the management API and the page, where context parameters ask for them. */
final class ManagementSettings {

    private final ServletContext context;
    private final Parameters parameters;

    ManagementSettings(ServletContext context, Parameters parameters) {
        this.context = context;
        this.parameters = parameters;
    }

    /**
     * Adds what is asked for.
     *
     * @param more what the application itself sets of the API
     * @return a rule for the filter for each servlet that was added
     * @throws IllegalArgumentException naming the parameter that is wrong, and the remedy
     */
    List<String> add(ApiKeys apiKeys, Consumer<KeyManagementServlet.Builder> more) {
        boolean wantsPage = parameters.isTrue(Parameters.PAGE);
        boolean wantsApi = parameters.isTrue(Parameters.MANAGEMENT);
        for (String name : List.of(Parameters.LOGIN, Parameters.TEXTS, Parameters.LANGUAGE)) {
            if (!wantsPage && parameters.find(name).isPresent()) {
                throw new IllegalArgumentException("context parameter " + name + " is the page's: set "
                        + Parameters.PAGE + " to true, or leave it out");
            }
        }
        if (!wantsPage && !wantsApi) {
            return List.of();
        }
        List<String> rules = new ArrayList<>();
        KeyManagementServlet.Builder builder = KeyManagementServlet.builder(apiKeys)
                .realm(parameters.find(Parameters.REALM).orElse("api"));
        more.accept(builder);
        KeyManagementServlet management = builder.build();
        management.addTo(context);
        rules.add(management.rule());
        if (wantsPage) {
            KeyPageServlet.Builder page = KeyPageServlet.builder(management);
            parameters
                    .find(Parameters.LOGIN)
                    .ifPresent(place -> Parameters.naming(Parameters.LOGIN, () -> page.login(place)));
            for (String line : parameters.lines(Parameters.TEXTS)) {
                Parameters.naming(Parameters.TEXTS, () -> addTexts(page, line));
            }
            parameters.find(Parameters.LANGUAGE).ifPresent(language -> page.language(Locale.forLanguageTag(language)));
            KeyPageServlet built = Parameters.naming(Parameters.LANGUAGE, page::build);
            built.addTo(context);
            rules.add(built.rule());
        }
        return List.copyOf(rules);
    }

    private KeyPageServlet.Builder addTexts(KeyPageServlet.Builder page, String line) {
        String[] parts = line.split("\\s+", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "each line must be a language and a file, such as de /WEB-INF/api-keys_de.properties");
        }
        try {
            @Nullable URL file = context.getResource(parts[1]);
            if (file == null) {
                throw new IllegalArgumentException("there is no " + parts[1] + " in the application");
            }
            return page.texts(Locale.forLanguageTag(parts[0]), file);
        } catch (MalformedURLException none) {
            throw new IllegalArgumentException("a file must be a path such as /WEB-INF/api-keys_de.properties", none);
        }
    }
}
