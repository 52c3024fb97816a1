// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.Map;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySchemaTest {

    private final ConnectionPool pool = TestDatabase.open();
    private final DataSource database = pool.dataSource();

    @AfterEach
    void close() {
        pool.close();
    }

    @Nested
    class Require {

        @Test
        void namesTheFileThatIsMissing() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> KeySchema.require(database))
                    .withMessageContaining("apply dev/apikey/jdbc/h2/001-keys-and-events.sql")
                    .withMessageContaining("KeySchema.apply");
        }

        @Test
        void isContentOnceItIsApplied() {
            KeySchema.apply(database);
            assertThatCode(() -> KeySchema.require(database)).doesNotThrowAnyException();
        }

        @Test
        void refusesASchemaFromTheFuture() {
            KeySchema.apply(database);
            Jdbi.create(database).useHandle(handle -> handle.execute("insert into apikey_schema (version) values (2)"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> KeySchema.require(database))
                    .withMessageContaining("version 2")
                    .withMessageContaining("update the library");
        }

        @Test
        void takesNoNoticeOfATableInAnotherSchema() {
            Jdbi.create(database).useHandle(handle -> {
                handle.execute("create schema other");
                handle.execute("create table other.apikey_schema (version integer)");
                handle.execute("insert into other.apikey_schema values (1)");
            });
            assertThatIllegalStateException().isThrownBy(() -> KeySchema.require(database));
        }
    }

    @Nested
    class Apply {

        @Test
        void keepsWhatIsThereWhenItIsAppliedAgain() {
            KeySchema.apply(database);
            Jdbi jdbi = Jdbi.create(database);
            jdbi.useHandle(handle -> handle.execute("update apikey_feed set last_sequence = 42"));
            KeySchema.apply(database);
            assertThat(jdbi.<Integer, RuntimeException>withHandle(
                            handle -> handle.createQuery("select last_sequence from apikey_feed")
                                    .mapTo(Integer.class)
                                    .one()))
                    .isEqualTo(42);
        }

        @Test
        void refusesADatabaseThatItHasNoSqlFor() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> KeySchema.apply(calledAnotherName(database)))
                    .withMessageContaining("no schema for Derby");
        }
    }

    @Nested
    class ReadableView {

        private final Jdbi jdbi = Jdbi.create(database);

        @BeforeEach
        void insertOneKey() {
            KeySchema.apply(database);
            jdbi.useHandle(handle -> handle.execute("""
                    insert into apikey_keys
                        (id, owner, name, search_text, permissions, hash, hash_kind, created_at, created_by, created_by_name,
                         expires_at, version, hint)
                    values
                        ('1', 'ben', 'CI', 'ci 9842', '', '', '', 1793511000001, 'ben', 'Ben',
                         9223372036854775807, 1, 'acme_***9842')"""));
        }

        private Map<String, @Nullable Object> row() {
            return jdbi.withHandle(handle -> handle.createQuery("select * from apikey_keys_readable where id = '1'")
                    .mapToMap()
                    .one());
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata"})
        void showsInstantsInUtcWhateverTheTimeZone(String zone) {
            TimeZone before = TimeZone.getDefault();
            try {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                assertThat(row().get("created_at")).hasToString("2026-11-01T05:30:00.001Z");
            } finally {
                TimeZone.setDefault(before);
            }
        }

        @Test
        void showsNeverAsNothing() {
            assertThat(row()).containsEntry("expires_at", null).containsEntry("last_used_at", null);
        }

        @Test
        void showsTheStateAndNoHash() {
            assertThat(row()).containsEntry("state", "active").doesNotContainKey("hash");
            assertThat(stateOnce("disabled_at = 1")).isEqualTo("disabled");
            assertThat(stateOnce("expires_at = 1")).isEqualTo("expired");
            assertThat(stateOnce("revoked_at = 1")).isEqualTo("revoked");
        }

        private @Nullable Object stateOnce(String assignment) {
            jdbi.useHandle(handle -> handle.execute("update apikey_keys set " + assignment));
            return row().get("state");
        }
    }

    /** The real database, but for what it says that it is. */
    private static DataSource calledAnotherName(DataSource database) {
        return Proxies.proxy(DataSource.class, (method, arguments) -> {
            Connection connection = database.getConnection();
            return Proxies.proxy(Connection.class, (inner, innerArguments) -> {
                Object answer = Proxies.call(inner, connection, innerArguments);
                return answer instanceof DatabaseMetaData metaData ? calledAnotherName(metaData) : answer;
            });
        });
    }

    private static DatabaseMetaData calledAnotherName(DatabaseMetaData metaData) {
        return Proxies.proxy(
                DatabaseMetaData.class,
                (asked, arguments) -> asked.getName().equals("getDatabaseProductName")
                        ? "Derby"
                        : Proxies.call(asked, metaData, arguments));
    }
}
