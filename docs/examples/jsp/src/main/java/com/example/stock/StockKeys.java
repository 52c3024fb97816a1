// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.setup.ApiKeyListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.web.context.support.WebApplicationContextUtils;

// region listener
/** Keys for the users of the stock: each manages his own, and none may do more than he. */
public final class StockKeys extends ApiKeyListener {

    @Override
    protected void configure(ServletContext context, ApiKeys.Builder apiKeys) {
        Users users = WebApplicationContextUtils.getRequiredWebApplicationContext(context)
                .getBean(Users.class);
        apiKeys.ownerRights(name -> users.find(name).map(User::permissions));
    }

    @Override
    protected void configure(ServletContext context, KeyManagementServlet.Builder management) {
        management.callers(request -> loggedIn(request) // empty = nobody is logged in
                .map(user -> Authority.of(Actor.of(user.name()), user.permissions())));
    }

    private static Optional<User> loggedIn(HttpServletRequest request) {
        return Optional.ofNullable(request.getSession(false)).map(session -> (User) session.getAttribute("user"));
    }
}
// end listener
