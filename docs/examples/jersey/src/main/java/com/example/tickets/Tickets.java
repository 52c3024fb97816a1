// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The table of tickets. */
final class Tickets {

    private final DataSource dataSource;

    Tickets(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    List<Ticket> all() {
        try (var connection = dataSource.getConnection();
                var query = connection.prepareStatement("select id, title, is_open from tickets order by id");
                var rows = query.executeQuery()) {
            var tickets = new ArrayList<Ticket>();
            while (rows.next()) {
                tickets.add(new Ticket(rows.getInt("id"), rows.getString("title"), rows.getBoolean("is_open")));
            }
            return tickets;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void open(String title) {
        update("insert into tickets (title, is_open) values (?, true)", title);
    }

    boolean close(int id) {
        return update("update tickets set is_open = false where id = ?", id) == 1;
    }

    private int update(String sql, Object value) {
        try (var connection = dataSource.getConnection();
                var update = connection.prepareStatement(sql)) {
            update.setObject(1, value);
            return update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
