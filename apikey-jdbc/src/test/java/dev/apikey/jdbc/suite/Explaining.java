// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** A database that is asked for its plan of each statement right before it carries it out, with the same values bound. */
final class Explaining {

    private static final Pattern BINDING = Pattern.compile("set(String|Long|Int|Integer|Object|Null)");

    private final ConcurrentMap<String, String> plans = new ConcurrentHashMap<>();

    /** The last plan of each statement so far, but for what it does to the table of one row. */
    Map<String, String> plans() {
        return plans.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        plan -> plan.getValue()
                                .lines()
                                .filter(line -> !line.toLowerCase(Locale.ROOT).contains("apikey_feed"))
                                .collect(Collectors.joining("\n"))));
    }

    /** Every statement so far, {@code least} or more, found its rows by an index and did not sort them. */
    void assertAllByIndex(DatabaseServer server, int least) {
        assertThat(plans())
                .hasSizeGreaterThanOrEqualTo(least)
                .allSatisfy((sql, plan) -> assertThat(server.isByIndex(plan))
                        .as("%s%n%s", sql, plan)
                        .isTrue());
    }

    DataSource of(DataSource database) {
        return Proxies.proxy(DataSource.class, (method, arguments) -> {
            Connection connection = database.getConnection();
            return Proxies.proxy(Connection.class, (inner, innerArguments) -> {
                Object answer = Proxies.call(inner, connection, innerArguments);
                return inner.getName().equals("prepareStatement") && answer instanceof PreparedStatement statement
                        ? explained(connection, (String) innerArguments[0], statement)
                        : answer;
            });
        });
    }

    private PreparedStatement explained(Connection connection, String sql, PreparedStatement statement) {
        List<Binding> bindings = new ArrayList<>();
        return Proxies.proxy(PreparedStatement.class, (method, arguments) -> {
            if (BINDING.matcher(method.getName()).matches()) {
                bindings.add(explain -> Proxies.call(method, explain, arguments));
            }
            if (method.getName().startsWith("execute") && !sql.startsWith("insert")) {
                plans.put(sql, plan(connection, sql, bindings));
            }
            return Proxies.call(method, statement, arguments);
        });
    }

    private static String plan(Connection connection, String sql, List<Binding> bindings) throws Exception {
        try (PreparedStatement explain = connection.prepareStatement("explain " + sql)) {
            for (Binding binding : bindings) {
                binding.to(explain);
            }
            try (ResultSet rows = explain.executeQuery()) {
                return text(rows);
            }
        }
    }

    private static String text(ResultSet rows) throws SQLException {
        StringBuilder text = new StringBuilder();
        while (rows.next()) {
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                text.append(rows.getMetaData().getColumnLabel(column))
                        .append('=')
                        .append(rows.getString(column))
                        .append(' ');
            }
            text.append('\n');
        }
        return text.toString();
    }

    private interface Binding {
        void to(PreparedStatement statement) throws Exception;
    }
}
