// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.KeySchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page about the schema lists the columns that the library makes, on each database, with their types. */
class SchemaPageTest {

    private static final String PAGE = Repository.read(Repository.ROOT.resolve("docs/reference/schema.md"));
    private static final Pattern TABLE =
            Pattern.compile("create table (?:if not exists )?(\\w+) \\(\n(.*?)\n\\)", Pattern.DOTALL);
    private static final Pattern COLUMN =
            Pattern.compile("(?m)^ {4}(\\w+) +(varchar\\(\\d+\\)|bigint|integer)(?: collate ([^\\s,]+))?([^\n-]*)");

    private final ConnectionPool pool = ConnectionPool.open("jdbc:h2:mem:schema-page", "sa", "");

    private record Column(String table, String name, String type, boolean canBeNull) {}

    @BeforeEach
    void apply() {
        KeySchema.apply(pool.dataSource());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private List<List<String>> query(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(result.getString(column)).toLowerCase(Locale.ROOT));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> madeOnH2(String kind) throws SQLException {
        return query("select table_name from information_schema.tables where table_type = '" + kind
                        + "' and table_schema = 'PUBLIC' order by table_name")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private List<Column> columnsOnH2(String table) throws SQLException {
        return query("select column_name, data_type, character_maximum_length, is_nullable"
                        + " from information_schema.columns where table_name = '"
                        + table.toUpperCase(Locale.ROOT) + "' order by ordinal_position")
                .stream()
                .map(row -> new Column(
                        table,
                        row.get(0),
                        typeOnH2(row.get(1), row.get(2)),
                        row.get(3).equals("yes")))
                .toList();
    }

    private static String typeOnH2(String type, String length) {
        return type.equals("character varying") ? "varchar(" + length + ")" : type;
    }

    /** @param type the column of the page that has the type */
    private static List<Column> onThePage(String table, String type) {
        PageTable page = PageTable.behind("## " + table, PAGE);
        int typeAt = page.head().indexOf(type);
        int nullAt = page.head().indexOf("null");
        return page.rows().stream()
                .map(row -> new Column(
                        table,
                        PageTable.code(row.get(0)),
                        row.get(typeAt),
                        row.get(nullAt).equals("yes")))
                .toList();
    }

    @Test
    void listsWhatIsMadeOnH2() throws SQLException {
        List<String> tables = madeOnH2("BASE TABLE");
        assertThat(tables).hasSize(7);
        for (String table : tables) {
            assertThat(onThePage(table, "H2")).isEqualTo(columnsOnH2(table));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb"})
    void listsWhatTheFilesMakeElsewhere(String database) {
        List<Column> columns = columnsInFiles(database).toList();
        assertThat(columns).hasSizeGreaterThan(50);
        assertThat(columns.stream()
                        .map(Column::table)
                        .distinct()
                        .flatMap(table -> onThePage(table, "PostgreSQL, MariaDB").stream()))
                .containsExactlyElementsOf(columns);
    }

    private static Stream<Column> columnsInFiles(String database) {
        List<Path> files = Repository.sources(
                "apikey-jdbc/src/main/resources/dev/apikey/jdbc/" + database, path -> path.endsWith(".sql"));
        return files.stream()
                .flatMap(file -> TABLE.matcher(Repository.read(file)).results())
                .flatMap(table -> COLUMN.matcher(table.group(2))
                        .results()
                        .map(column -> new Column(
                                table.group(1),
                                column.group(1),
                                column.group(2),
                                !column.group(4).contains("not null"))));
    }

    @Test
    void saysRightlyThatTextsCompareByCodePointOnPostgresql() {
        String file = Repository.read(Repository.ROOT.resolve(
                "apikey-jdbc/src/main/resources/dev/apikey/jdbc/postgresql/001-keys-and-events.sql"));
        assertThat(COLUMN.matcher(file)
                        .results()
                        .filter(column -> column.group(2).startsWith("varchar")))
                .hasSizeGreaterThan(20)
                .allSatisfy(column -> assertThat(column.group(3)).isEqualTo("\"C\""));
    }

    @Test
    void listsWhatPeopleRead() throws SQLException {
        List<String> views = madeOnH2("VIEW");
        assertThat(views).hasSize(2);
        for (String view : views) {
            assertThat(PageTable.behind("## " + view, PAGE).rows().stream().map(row -> PageTable.code(row.get(0))))
                    .containsExactlyElementsOf(
                            columnsOnH2(view).stream().map(Column::name).toList());
        }
    }
}
