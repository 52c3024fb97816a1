// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of MariaDB's sessions and of its driver that hosts have for their own sake. */
class MariaDbSettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sessionVariables=sql_mode=''",
                "sessionVariables=sql_mode='ANSI,TRADITIONAL,NO_BACKSLASH_ESCAPES'",
                "sessionVariables=sql_mode='ORACLE'",
                "sessionVariables=collation_connection='utf8mb4_general_ci'",
                "sessionVariables=transaction_isolation='SERIALIZABLE'",
                "sessionVariables=time_zone='-11:00'",
                "useAffectedRows=true",
                "useServerPrepStmts=true",
                "useBulkStmts=true",
                "useBulkStmts=true&useServerPrepStmts=true&useAffectedRows=true",
                "allowMultiQueries=true"
            })
    void changeNothing(String settings) {
        EmptyDatabase database = new MariaDbServer().create();
        Walkthrough.of(database.at(database.url() + "?" + settings));
    }
}
