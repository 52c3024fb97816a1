// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.jdbc.KeySchema;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of PostgreSQL's databases and sessions and of its driver that hosts have for their own sake. */
class PostgresSettingsTest {

    private final PostgresServer server = new PostgresServer();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reWriteBatchedInserts=true",
                "prepareThreshold=1",
                "prepareThreshold=0",
                "preferQueryMode=simple",
                "preferQueryMode=extendedForPrepared",
                "stringtype=unspecified",
                "options=-c%20standard_conforming_strings=off",
                "options=-c%20quote_all_identifiers=on",
                "readOnlyMode=ignore&autosave=always"
            })
    void changeNothing(String settings) {
        EmptyDatabase database = server.create();
        Walkthrough.of(database.at(database.url() + "?" + settings));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "locale_provider icu icu_locale 'de-AT' locale 'C'",
                "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'"
            })
    void doNotMatterWhateverTheDatabaseSortsBy(String collation) {
        Walkthrough.of(server.create("encoding 'UTF8' " + collation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "acme,public", "public,acme"})
    void mayPutTheTablesIntoAnotherSchema(String path) {
        EmptyDatabase database = server.create();
        Jdbi.create(database.unpooled()).useHandle(handle -> handle.execute("create schema acme"));
        Walkthrough.of(database.at(database.url() + "?currentSchema=" + path));
    }

    @Test
    void findTheTablesWhereverTheSearchPathLeads() {
        EmptyDatabase database = server.create();
        KeySchema.apply(database.unpooled());
        Jdbi.create(database.unpooled()).useHandle(handle -> handle.execute("create schema acme"));
        EmptyDatabase behindAnother = database.at(database.url() + "?currentSchema=acme,public");
        KeySchema.require(behindAnother.unpooled());
        Walkthrough.of(behindAnother);
        EmptyDatabase elsewhere = database.at(database.url() + "?currentSchema=acme");
        assertThatIllegalStateException()
                .isThrownBy(() -> KeySchema.require(elsewhere.unpooled()))
                .withMessageContaining("apply dev/apikey/jdbc/postgresql/001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "SQL_ASCII"})
    void areRefusedWhereTheDatabaseCannotHoldEveryText(String encoding) {
        EmptyDatabase database = server.create("encoding '" + encoding + "' locale 'C'");
        assertThatIllegalStateException()
                .isThrownBy(() -> KeySchema.apply(database.unpooled()))
                .withMessageContaining("encoded in " + encoding)
                .withMessageContaining("create one with encoding 'UTF8'");
    }
}
