// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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

    /** The real database, but for what it says that it is. */
    private static DataSource calledAnotherName(DataSource database) {
        return proxy(DataSource.class, (method, arguments) -> {
            Connection connection = database.getConnection();
            return proxy(Connection.class, (inner, innerArguments) -> {
                Object answer = inner.invoke(connection, innerArguments);
                return answer instanceof DatabaseMetaData metaData
                        ? proxy(
                                DatabaseMetaData.class,
                                (asked, askedArguments) -> asked.getName().equals("getDatabaseProductName")
                                        ? "Derby"
                                        : asked.invoke(metaData, askedArguments))
                        : answer;
            });
        });
    }

    private interface Answer {
        Object to(java.lang.reflect.Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method, arguments)));
    }
}
