// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import dev.apikey.servlet.setup.ApiKeyListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.annotation.WebListener;

/** The listener of the how-to page that needs no descriptor. */
// region annotated
@WebListener
public final class AcmeKeys extends ApiKeyListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        context.setInitParameter("apikey.prefix", "acme_live");
        context.setInitParameter("apikey.vocabulary", "files:read files:write");
        context.setInitParameter("apikey.rules", "GET /files/** files:read");
        context.setInitParameter("apikey.url", "jdbc:h2:mem:annotated");
        context.setInitParameter("apikey.schema", "apply");
        super.contextInitialized(event);
    }
}
// end annotated
