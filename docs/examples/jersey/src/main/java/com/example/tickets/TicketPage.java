// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.stream.Collectors;

/** The tickets for people. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public final class TicketPage {

    private final Tickets tickets;

    TicketPage(Tickets tickets) {
        this.tickets = tickets;
    }

    @GET
    public String list(@Context SecurityContext security) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><title>Tickets</title></head>
                <body>
                <p>Logged in as %s. <a href="/developer/api-keys">API keys</a></p>
                <h1>Tickets</h1>
                <ul>%s</ul>
                </body>
                </html>
                """.formatted(
                        escaped(security.getUserPrincipal().getName()),
                        tickets.all().stream()
                                .map(ticket -> "<li>" + escaped(ticket.title()) + (ticket.open() ? "" : " (closed)"))
                                .collect(Collectors.joining()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
