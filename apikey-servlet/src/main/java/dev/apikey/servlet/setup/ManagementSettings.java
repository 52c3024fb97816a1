// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;

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
     * @return a rule for the filter for each servlet that was added
     * @throws IllegalArgumentException naming the parameter that is wrong, and the remedy
     */
    List<String> add(ApiKeys apiKeys) {
        boolean wantsPage = parameters.isTrue(Parameters.PAGE);
        boolean wantsApi = parameters.isTrue(Parameters.MANAGEMENT);
        if (!wantsPage && parameters.find(Parameters.LOGIN).isPresent()) {
            throw new IllegalArgumentException("context parameter " + Parameters.LOGIN + " is the page's: set "
                    + Parameters.PAGE + " to true, or leave it out");
        }
        if (!wantsPage && !wantsApi) {
            return List.of();
        }
        List<String> rules = new ArrayList<>();
        KeyManagementServlet management = KeyManagementServlet.builder(apiKeys)
                .realm(parameters.find(Parameters.REALM).orElse("api"))
                .build();
        management.addTo(context);
        rules.add(management.rule());
        if (wantsPage) {
            KeyPageServlet.Builder page = KeyPageServlet.builder(management);
            parameters
                    .find(Parameters.LOGIN)
                    .ifPresent(place -> Parameters.naming(Parameters.LOGIN, () -> page.login(place)));
            KeyPageServlet built = page.build();
            built.addTo(context);
            rules.add(built.rule());
        }
        return List.copyOf(rules);
    }
}
