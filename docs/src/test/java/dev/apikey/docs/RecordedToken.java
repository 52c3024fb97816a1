// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the pages' scripts need of a recorded vector, from the file that other programs than ours made. */
record RecordedToken(String prefix, UUID id, String token) {

    private static final String FILE = "apikey-core/src/test/resources/dev/apikey/token-vectors.txt";

    static Stream<RecordedToken> all() {
        String text = Repository.read(Repository.ROOT.resolve(FILE))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n"))
                .strip();
        return Arrays.stream(text.split("\n\n", -1)).map(block -> of(List.of(block.split("\n", -1))));
    }

    private static RecordedToken of(List<String> line) {
        return new RecordedToken(line.get(0), UUID.fromString(line.get(1)), line.get(5));
    }

    /** The id only, so that no test report holds a token. */
    @Override
    public String toString() {
        return "RecordedToken[" + id + "]";
    }
}
