// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In a file, and with no more than a hundred thousand: to be filled with a million takes it too long. */
class H2ManyKeysTest extends ManyKeysContract {

    H2ManyKeysTest(@TempDir Path folder) {
        super(new H2Server("file:" + folder + "/", ";CACHE_SIZE=262144"), 100_000);
    }

    @Override
    protected String numbers(int from, int to) {
        return "select x as n, lower(rawtohex(hash('MD5', cast(x as varchar)))) as digest from system_range(" + from
                + ", " + to + ")";
    }
}
