// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In a file, and told to write what is committed at once: by default H2 does so half a second later. */
class H2FlushTest extends FlushContract {

    H2FlushTest(@TempDir Path folder) {
        super(new EmptyDatabase("jdbc:h2:file:" + folder.resolve("keys") + ";WRITE_DELAY=0", "sa", ""));
    }
}
