// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What successful answers are wrapped in: the form that clients of DocSpace's API-key calls know. */
final class Envelope {

    private Envelope() {}

    static Answer of(Exchange exchange, int status, Json.Writing response) {
        return wrap(exchange, status, 1, null, response);
    }

    /** A change was made, or there was nothing left to change. */
    static Answer ofTrue(Exchange exchange) {
        return of(exchange, 200, out -> out.writeBoolean(true));
    }

    /** @param next where the list goes on; null = nowhere */
    static Answer ofList(Exchange exchange, List<Json.Writing> items, @Nullable String next) {
        return wrap(exchange, 200, items.size(), next, out -> {
            out.writeStartArray();
            for (Json.Writing item : items) {
                item.to(out);
            }
            out.writeEndArray();
        });
    }

    private static Answer wrap(Exchange exchange, int status, int count, @Nullable String next, Json.Writing response) {
        return Answer.json(status, Json.bytes(out -> {
            out.writeStartObject();
            out.writeFieldName("response");
            response.to(out);
            out.writeNumberField("count", count);
            out.writeArrayFieldStart("links");
            out.writeStartObject();
            out.writeStringField("href", exchange.href());
            out.writeStringField("action", exchange.call().method());
            out.writeEndObject();
            out.writeEndArray();
            out.writeNumberField("status", 0);
            out.writeNumberField("statusCode", status);
            if (next != null) {
                out.writeStringField("next", next);
            }
            out.writeEndObject();
        }));
    }
}
