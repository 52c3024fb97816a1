// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.ApiKey;
import dev.apikey.KeyPage;
import dev.apikey.KeyQuery;
import dev.apikey.spi.RecordedEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls that change nothing. Has no state. */
final class ReadingCalls {

    Answer list(Exchange exchange) {
        Parameters parameters = Parameters.read(exchange.request(), KeyListing.PARAMETERS);
        KeyListing listing = listing(exchange, parameters);
        List<String> boundTo = exchange.boundTo(listing.words());
        KeyQuery query = parameters
                .text("cursor")
                .map(cursor -> listing.from(Cursors.take(cursor, boundTo)))
                .orElse(listing.query());
        KeyPage page = exchange.keys().list(query);
        String next = Optional.ofNullable(page.next())
                .map(position -> Cursors.give(boundTo, KeyListing.bytes(position)))
                .orElse(null);
        return Envelope.ofList(
                exchange, page.keys().stream().map(key -> masked(exchange, key)).toList(), next);
    }

    private static KeyListing listing(Exchange exchange, Parameters parameters) {
        return KeyListing.of(parameters, exchange.keys().now());
    }

    Answer read(Exchange exchange) {
        return keyOrNothing(exchange, exchange.keys().find(exchange.key()));
    }

    /** The presenting key; a session presents none. */
    Answer self(Exchange exchange) {
        return keyOrNothing(exchange, exchange.keys().self());
    }

    private static Answer keyOrNothing(Exchange exchange, Optional<ApiKey> found) {
        return found.map(
                        key -> Envelope.of(exchange, 200, masked(exchange, key)).with("ETag", EntityTag.of(key)))
                .orElseThrow(() -> new RefusedException(Problem.notFound()));
    }

    private static Json.Writing masked(Exchange exchange, ApiKey key) {
        return KeyJson.key(key, exchange.keys().stateOf(key), key.hint());
    }

    /** How many keys the same filters list, however many pages they fill. */
    Answer count(Exchange exchange) {
        KeyListing listing = listing(exchange, Parameters.read(exchange.request(), KeyListing.FILTERS));
        long count = exchange.keys().count(listing.query());
        return Envelope.of(exchange, 200, out -> out.writeNumber(count));
    }

    Answer authority(Exchange exchange) {
        return Envelope.of(exchange, 200, KeyJson.bounds(exchange.keys().bounds()));
    }

    Answer permissions(Exchange exchange) {
        return Envelope.ofList(
                exchange,
                exchange.keys().grantable().stream()
                        .<Json.Writing>map(permission -> out -> out.writeString(permission))
                        .toList(),
                null);
    }

    Answer usage(Exchange exchange) {
        int days = Parameters.read(exchange.request(), Set.of("days")).integer("days", 30, 1, 366);
        if (exchange.keys().find(exchange.key()).isEmpty()) {
            throw new RefusedException(Problem.notFound());
        }
        return Envelope.ofList(
                exchange,
                exchange.keys().usage(exchange.key(), days).stream()
                        .map(KeyJson::use)
                        .toList(),
                null);
    }

    /** Of one key, also of one that is no more. */
    Answer history(Exchange exchange) {
        return history(exchange, (before, limit) -> exchange.keys().history(exchange.key(), before, limit));
    }

    Answer historyOfAll(Exchange exchange) {
        return history(exchange, exchange.keys()::history);
    }

    private Answer history(Exchange exchange, History history) {
        Parameters parameters = Parameters.read(exchange.request(), Set.of("limit", "cursor"));
        int limit = parameters.integer("limit", 50, 1, 200);
        List<String> boundTo = exchange.boundTo(List.of());
        Optional<Long> from = parameters.text("cursor").map(cursor -> sequence(Cursors.take(cursor, boundTo)));
        List<RecordedEvent> events = history.latest(from.orElse(Long.MAX_VALUE), limit);
        if (events.isEmpty() && from.isEmpty() && exchange.call() == Call.HISTORY) {
            throw new RefusedException(Problem.notFound());
        }
        return Envelope.ofList(
                exchange, events.stream().map(KeyJson::event).toList(), next(history, events, limit, boundTo));
    }

    private static long sequence(byte[] place) {
        if (place.length != Long.BYTES) {
            throw Cursors.foreign();
        }
        return ByteBuffer.wrap(place).getLong();
    }

    private @Nullable String next(History history, List<RecordedEvent> events, int limit, List<String> boundTo) {
        if (events.size() < limit) {
            return null;
        }
        long last = events.get(events.size() - 1).sequence();
        return history.latest(last, 1).isEmpty()
                ? null
                : Cursors.give(
                        boundTo, ByteBuffer.allocate(Long.BYTES).putLong(last).array());
    }

    /** The latest events before a sequence. */
    @FunctionalInterface
    private interface History {

        List<RecordedEvent> latest(long before, int limit);
    }
}
