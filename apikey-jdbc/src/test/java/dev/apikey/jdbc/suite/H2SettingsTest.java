// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of H2 that hosts have for their own sake. */
class H2SettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "MODE=MySQL;DATABASE_TO_LOWER=TRUE",
                "MODE=MariaDB",
                "DATABASE_TO_UPPER=FALSE",
                "CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                "DEFAULT_LOCK_TIMEOUT=10"
            })
    void changeNothing(String settings) {
        EmptyDatabase database = new H2Server().create();
        Walkthrough.of(database.at(database.url() + ";" + settings));
    }
}
