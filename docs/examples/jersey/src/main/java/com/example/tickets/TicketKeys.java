// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

import dev.apikey.ApiKeys;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Guards the API by keys, and lets whoever is logged in manage his own. */
final class TicketKeys implements ServletContextListener {

    private final DataSource dataSource;
    private final Users users;
    private @Nullable ApiKeys apiKeys;

    TicketKeys(DataSource dataSource, Users users) {
        this.dataSource = dataSource;
        this.users = users;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        // region keys
        var context = event.getServletContext();
        KeySchema.apply(dataSource);
        var keys = ApiKeys.builder()
                .prefix("tickets")
                .vocabulary("tickets:read", "tickets:write", "tickets:close")
                .store(JdbiKeyStore.of(dataSource))
                .ownerRights(users::permissions, Duration.ofSeconds(60))
                .build();
        apiKeys = keys; // closed in contextDestroyed
        var management = KeyManagementServlet.builder(keys)
                .ownerRights(users::permissions)
                .build();
        management.addTo(context);
        KeyPageServlet.builder(management).login("/").build().addTo(context);
        ApiKeyFilter.builder(keys)
                .rules("* /api/** authenticated", management.rule())
                .build()
                .addTo(context, "/api/*");
        // end keys
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (apiKeys != null) {
            apiKeys.close();
        }
    }
}
