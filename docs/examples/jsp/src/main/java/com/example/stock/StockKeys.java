// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import dev.apikey.Actor;
import dev.apikey.Authority;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import dev.apikey.servlet.setup.ApiKeyListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Lets whoever is logged in to the application manage keys, by API and page. */
public final class StockKeys implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        var management = KeyManagementServlet.builder(ApiKeyListener.apiKeys(context))
                .callers(StockKeys::caller)
                .build();
        management.addTo(context);
        KeyPageServlet.builder(management).login("/login").build().addTo(context);
    }

    private static Optional<Authority> caller(HttpServletRequest request) {
        var session = request.getSession(false);
        return Optional.ofNullable(session)
                .map(open -> (User) open.getAttribute("user"))
                .map(user -> Authority.of(Actor.of(user.name()), user.permissions()));
    }
}
