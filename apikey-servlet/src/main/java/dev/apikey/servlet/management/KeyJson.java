// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKey.State;
import dev.apikey.Authority;
import dev.apikey.DailyUse;
import dev.apikey.IssuingBounds;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.RecordedEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How keys, their history and their use are written. What is not there is left out. */
final class KeyJson {

    private static final int POSTFIX_LENGTH = 4;

    /** ISO 8601 in UTC with milliseconds, always of the same length. */
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private KeyJson() {}

    /** @param shown the token, this once, or the key's hint */
    static Json.Writing key(ApiKey key, State state, String shown) {
        return out -> {
            out.writeStartObject();
            out.writeStringField("id", key.id().toString());
            out.writeStringField("name", key.name());
            out.writeStringField("key", shown);
            out.writeStringField("keyPostfix", key.hint().substring(key.hint().length() - POSTFIX_LENGTH));
            permissions(out, key.permissions());
            out.writeStringField("owner", key.owner());
            out.writeObjectFieldStart("createBy");
            out.writeStringField("id", Ids.ofHost(key.createdBy().id()).toString());
            out.writeStringField("displayName", key.createdBy().displayName());
            out.writeEndObject();
            instant(out, "createOn", key.createdAt());
            instant(out, "lastUsed", key.lastUsedAt());
            instant(out, "expiresAt", key.expiresAt());
            instant(out, "revokedAt", key.revokedAt());
            text(out, "replaces", key.replaces());
            text(out, "replacedBy", key.replacedBy());
            out.writeBooleanField("isActive", state == State.ACTIVE);
            out.writeStringField("state", KeyListing.wordFor(state));
            out.writeEndObject();
        };
    }

    static Json.Writing event(RecordedEvent recorded) {
        KeyEvent event = recorded.event();
        return out -> {
            out.writeStartObject();
            out.writeNumberField("sequence", recorded.sequence());
            out.writeStringField("keyId", event.keyId().toString());
            out.writeStringField("owner", event.owner());
            out.writeStringField("kind", KeyListing.wordFor(event.kind()));
            actor(out, event.actor());
            text(out, "reason", event.reason());
            instant(out, "at", event.at());
            facts(out, "before", event.before());
            facts(out, "after", event.after());
            text(out, "relatedKey", event.relatedKey());
            out.writeEndObject();
        };
    }

    static Json.Writing bounds(IssuingBounds bounds) {
        Authority authority = bounds.authority();
        return out -> {
            out.writeStartObject();
            actor(out, authority.actor());
            out.writeBooleanField("severalOwners", !isOneOwner(authority.owners()));
            permissions(out, authority.ceiling());
            out.writeNumberField("maxDays", Math.max(0, bounds.longest().toDays()));
            out.writeBooleanField("mayNeverExpire", bounds.mayNeverExpire());
            out.writeEndObject();
        };
    }

    private static boolean isOneOwner(Owners owners) {
        return owners instanceof Owners.Named named && named.owners().size() <= 1;
    }

    static Json.Writing use(DailyUse use) {
        return out -> {
            out.writeStartObject();
            out.writeStringField("day", use.day().toString());
            out.writeNumberField("count", use.count());
            out.writeEndObject();
        };
    }

    /** Auditors need the host's own id, whatever its form. */
    private static void actor(JsonGenerator out, Actor actor) throws IOException {
        out.writeObjectFieldStart("actor");
        out.writeStringField("id", actor.id());
        out.writeStringField("displayName", actor.displayName());
        text(out, "keyId", actor.keyId());
        out.writeEndObject();
    }

    private static void facts(JsonGenerator out, String name, KeyEvent.@Nullable Facts facts) throws IOException {
        if (facts != null) {
            out.writeObjectFieldStart(name);
            out.writeStringField("name", facts.name());
            permissions(out, facts.permissions());
            instant(out, "expiresAt", facts.expiresAt());
            out.writeEndObject();
        }
    }

    private static void permissions(JsonGenerator out, Permissions permissions) throws IOException {
        out.writeArrayFieldStart("permissions");
        for (String pattern : permissions.patterns()) {
            out.writeString(pattern);
        }
        out.writeEndArray();
    }

    private static void instant(JsonGenerator out, String name, @Nullable Instant instant) throws IOException {
        if (instant != null) {
            out.writeStringField(name, INSTANT.format(instant));
        }
    }

    private static void text(JsonGenerator out, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value.toString());
        }
    }
}
