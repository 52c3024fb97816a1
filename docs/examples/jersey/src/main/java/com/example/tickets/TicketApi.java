// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The tickets for programs. */
@Path("api/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class TicketApi {

    /** What a program sends to open a ticket. */
    public record NewTicket(String title) {}

    private final Tickets tickets;

    TicketApi(Tickets tickets) {
        this.tickets = tickets;
    }

    @GET
    @RolesAllowed("tickets:read")
    public List<Ticket> list() {
        return tickets.all();
    }

    @POST
    @RolesAllowed("tickets:write")
    public Response open(NewTicket ticket) {
        tickets.open(ticket.title());
        return Response.status(Response.Status.CREATED).build();
    }

    // region resource
    @DELETE
    @Path("{id}")
    @RolesAllowed("tickets:close")
    public Response close(@PathParam("id") int id) {
        return Response.status(tickets.close(id) ? Response.Status.NO_CONTENT : Response.Status.NOT_FOUND)
                .build();
    }
    // end resource
}
