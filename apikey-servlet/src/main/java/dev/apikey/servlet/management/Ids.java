// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUIDs in text (RFC 9562 §4): 36 characters, whatever the case of the digits. {@link UUID#fromString} takes a lot more. */
final class Ids {

    static final String UUID_FORM = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private static final Pattern FORM = Pattern.compile(UUID_FORM);

    private Ids() {}

    static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** An id of the host as a UUID, for clients that know no other: itself if it is one, else a name-based one, always the same. */
    static UUID ofHost(String id) {
        return parse(id).orElseGet(() -> UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)));
    }
}
