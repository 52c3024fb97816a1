// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.ApiKey;
import dev.apikey.IssuedKey;
import dev.apikey.KeyChangedException;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Permissions;
import dev.apikey.Rotation;
import dev.apikey.servlet.management.JsonObject.Kind;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The calls that change something, and the one class here that sees a token. Thread-safe. */
final class ChangingCalls {

    /** Whoever says which version he has seen is told by the first that it is another one. */
    private static final int MAX_ATTEMPTS = 10;

    private static final int MAX_IDS = 200;
    private static final long MOST_HOURS = 10_000;
    private static final long MOST_DAYS = 100_000;

    private static final Map<String, Kind> CREATE =
            Map.of("name", Kind.TEXT, "permissions", Kind.TEXTS, "expiresInDays", Kind.INTEGER, "owner", Kind.TEXT);
    private static final Map<String, Kind> UPDATE =
            Map.of("name", Kind.TEXT, "permissions", Kind.TEXTS, "isActive", Kind.BOOLEAN);
    private static final Map<String, Kind> ROTATE = Map.of("overlapHours", Kind.INTEGER, "expiresInDays", Kind.INTEGER);
    private static final Map<String, Kind> REVOKE = Map.of("reason", Kind.TEXT);
    private static final Map<String, Kind> REVOKE_SEVERAL = Map.of("ids", Kind.TEXTS, "reason", Kind.TEXT);

    private final RequestBody body;

    ChangingCalls(RequestBody body) {
        this.body = body;
    }

    Answer create(Exchange exchange) {
        JsonObject members = required(exchange, CREATE);
        String name = members.text("name").orElseThrow(() -> missing("name"));
        List<String> permissions = members.texts("permissions").orElseThrow(() -> missing("permissions"));
        KeyRequest request = KeyRequest.of(name, Permissions.of(permissions));
        Optional<String> owner = members.text("owner");
        request = owner.isPresent() ? request.withOwner(owner.get()) : request;
        Optional<Lifetime> lifetime = lifetime(members);
        request = lifetime.isPresent() ? request.withLifetime(lifetime.get()) : request;
        return issued(exchange, exchange.keys().issue(request));
    }

    Answer rotate(Exchange exchange) {
        JsonObject members = optional(exchange, ROTATE);
        Rotation rotation = members.integer("overlapHours")
                .map(hours -> Math.max(-1, Math.min(hours, MOST_HOURS)))
                .map(hours -> Rotation.withOverlap(Duration.ofHours(hours)))
                .orElse(Rotation.standard());
        Optional<Lifetime> lifetime = lifetime(members);
        rotation = lifetime.isPresent() ? rotation.withLifetime(lifetime.get()) : rotation;
        return issued(exchange, exchange.keys().rotate(exchange.key(), rotation).orElseThrow(ChangingCalls::notFound));
    }

    /** What is more than core counts is more than any host allows, and core says what that is. */
    private static Optional<Lifetime> lifetime(JsonObject members) {
        return members.integer("expiresInDays").map(days -> {
            if (days < 1) {
                throw new RefusedException(Problem.badMember("expiresInDays", "expiresInDays must be at least 1."));
            }
            return Lifetime.ofDays(Math.min(days, MOST_DAYS));
        });
    }

    private static Answer issued(Exchange exchange, IssuedKey issued) {
        ApiKey key = issued.key();
        return Envelope.of(exchange, 201, KeyJson.key(key, exchange.keys().stateOf(key), issued.revealToken()))
                .with("Location", exchange.location(key.id()))
                .with("ETag", EntityTag.of(key));
    }

    /** All members in one change, or none of them; made to the version that the caller has seen, if he says which. */
    Answer update(Exchange exchange) {
        JsonObject members = required(exchange, UPDATE);
        for (int attempt = 1; ; attempt++) {
            try {
                return update(exchange, members);
            } catch (KeyChangedException lost) {
                if (attempt == MAX_ATTEMPTS) {
                    throw lost;
                }
            }
        }
    }

    private static Answer update(Exchange exchange, JsonObject members) {
        Optional<Permissions> permissions = members.texts("permissions").map(Permissions::of);
        return exchange.keys()
                .update(exchange.key(), key -> {
                    EntityTag.requireMatch(exchange.request(), key);
                    return key.withName(members.text("name").orElse(key.name()))
                            .withPermissions(permissions.orElse(key.permissions()))
                            .withDisabled(members.bool("isActive")
                                    .map(active -> !active)
                                    .orElse(key.disabledAt() != null));
                })
                .map(key -> Envelope.ofTrue(exchange).with("ETag", EntityTag.of(key)))
                .orElseThrow(ChangingCalls::notFound);
    }

    Answer delete(Exchange exchange) {
        body.requireNone(exchange.request());
        return trueOrNothing(exchange, exchange.keys().delete(exchange.key()));
    }

    Answer revoke(Exchange exchange) {
        String reason = optional(exchange, REVOKE).text("reason").orElse(null);
        return trueOrNothing(exchange, exchange.keys().revoke(exchange.key(), reason));
    }

    private static Answer trueOrNothing(Exchange exchange, Optional<ApiKey> changed) {
        return changed.map(key -> Envelope.ofTrue(exchange)).orElseThrow(ChangingCalls::notFound);
    }

    Answer revokeSeveral(Exchange exchange) {
        JsonObject members = required(exchange, REVOKE_SEVERAL);
        Set<UUID> ids = ids(members.texts("ids").orElseThrow(() -> missing("ids")));
        Map<UUID, Optional<ApiKey>> revoked =
                exchange.keys().revoke(ids, members.text("reason").orElse(null));
        return Envelope.ofList(
                exchange,
                revoked.entrySet().stream()
                        .map(entry -> result(entry.getKey(), entry.getValue().isPresent()))
                        .toList(),
                null);
    }

    private static Json.Writing result(UUID id, boolean revoked) {
        return out -> {
            out.writeStartObject();
            out.writeStringField("id", id.toString());
            out.writeBooleanField("revoked", revoked);
            out.writeEndObject();
        };
    }

    private static Set<UUID> ids(List<String> texts) {
        if (texts.isEmpty() || texts.size() > MAX_IDS) {
            throw new RefusedException(Problem.badMember("ids", "ids must name 1 to " + MAX_IDS + " keys."));
        }
        Set<UUID> ids = new LinkedHashSet<>();
        for (String text : texts) {
            ids.add(Ids.parse(text)
                    .orElseThrow(() -> new RefusedException(
                            Problem.badMember("ids", "ids must be UUIDs, which this is not: " + Quote.of(text)))));
        }
        return ids;
    }

    private JsonObject required(Exchange exchange, Map<String, Kind> known) {
        return JsonObject.read(body.text(exchange.request()), known);
    }

    /** For calls without a member that must be there: no body is an empty one. */
    private JsonObject optional(Exchange exchange, Map<String, Kind> known) {
        String text = body.text(exchange.request());
        return JsonObject.read(text.isEmpty() ? "{}" : text, known);
    }

    private static RefusedException missing(String member) {
        return new RefusedException(Problem.badMember(member, member + " must be there."));
    }

    private static RefusedException notFound() {
        return new RefusedException(Problem.notFound());
    }
}
