// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.move;

import dev.apikey.jdbc.ConnectionPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import javax.sql.DataSource;

/** The database of the host, in memory, and the SQL of the page. */
final class MovingDatabase implements AutoCloseable {

    private final ConnectionPool pool = ConnectionPool.open("jdbc:h2:mem:move", "sa", "");

    DataSource dataSource() {
        return pool.dataSource();
    }

    /** Does what this file of the page says. */
    void run(String file) throws SQLException {
        execute(read(file));
    }

    /** Asks what this file of the page asks. */
    List<String> ask(String file) throws SQLException {
        return query(read(file));
    }

    private static String read(String file) {
        try (InputStream sql = Objects.requireNonNull(MovingDatabase.class.getResourceAsStream("/move/" + file))) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row as its columns, separated by spaces. */
    List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringJoiner row = new StringJoiner(" ");
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(result.getString(column));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    void insertOld(String user, String token, String scopes) throws SQLException {
        execute("insert into api_key (user_id, token_sha256, scopes, created_at) values ('" + user + "', '"
                + OldKeys.sha256(token) + "', '" + scopes + "', timestamp '2025-01-01 00:00:00')");
    }

    @Override
    public void close() {
        pool.close();
    }
}
