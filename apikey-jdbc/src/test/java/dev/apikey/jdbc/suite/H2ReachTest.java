// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In a file that two JVMs share: whoever opens it first serves the other. */
class H2ReachTest extends ReachContract {

    H2ReachTest(@TempDir Path folder) {
        super(new EmptyDatabase("jdbc:h2:file:" + folder.resolve("keys") + ";AUTO_SERVER=TRUE", "sa", ""));
    }
}
