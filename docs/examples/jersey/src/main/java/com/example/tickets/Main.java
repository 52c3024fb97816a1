// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.Server;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature;
import org.glassfish.jersey.servlet.ServletContainer;

/** The tickets of a help desk on port 8080, or the port given. */
public final class Main {

    private Main() {}

    public static void main(String... args) throws Exception {
        var dataSource = new HikariDataSource();
        dataSource.setJdbcUrl("jdbc:h2:./tickets");
        server(args.length == 0 ? 8080 : Integer.parseInt(args[0]), dataSource).start();
    }

    static Server server(int port, DataSource dataSource) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("runscript from 'classpath:schema.sql'");
        }

        var context = new ServletContextHandler("/");
        var users = new Users(dataSource);
        context.setSecurityHandler(basic(users));
        // region listener
        context.addEventListener(new TicketKeys(dataSource, users)); // before the server starts
        // end listener

        var tickets = new Tickets(dataSource);
        var jersey = new ResourceConfig()
                .register(new TicketApi(tickets))
                .register(new TicketPage(tickets))
                .register(RolesAllowedDynamicFeature.class);
        context.addServlet(new ServletHolder(new ServletContainer(jersey)), "/*");

        var server = new Server(port);
        server.setHandler(context);
        return server;
    }

    private static ConstraintSecurityHandler basic(Users users) {
        var security = new ConstraintSecurityHandler();
        security.setAuthenticator(new BasicAuthenticator());
        security.setLoginService(users);
        // region constraints
        security.addConstraintMapping(constraint("/*", Constraint.ANY_USER));
        security.addConstraintMapping(constraint("/api/*", Constraint.ALLOWED));
        security.addConstraintMapping(constraint("/developer/*", Constraint.ALLOWED));
        // end constraints
        return security;
    }

    private static ConstraintMapping constraint(String path, Constraint constraint) {
        var mapping = new ConstraintMapping();
        mapping.setPathSpec(path);
        mapping.setConstraint(constraint);
        return mapping;
    }
}
