// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** Requests as somebody writes them by hand, good and bad ones. */
final class Requests {

    private final URI address;
    private final Recorder recorder;

    Requests(URI address, Recorder recorder) {
        this.address = address;
        this.recorder = recorder;
    }

    /** Sends a request with more header fields, name and value in turn, and {@code application/json} unless they say otherwise. */
    Exchange send(Caller caller, String method, String path, @Nullable String body, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        caller.fields().forEach(request::setHeader);
        request.setHeader("Content-Type", "application/json");
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equals("Content-Type")) {
                request.setHeader(fields[i], fields[i + 1]);
            } else {
                request.header(fields[i], fields[i + 1]);
            }
        }
        try {
            recorder.send(request.build(), BodyHandlers.discarding());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return recorder.last();
    }

    Exchange get(Caller caller, String path) {
        return send(caller, "GET", path, null);
    }

    Exchange post(Caller caller, String path, String body) {
        return send(caller, "POST", path, body);
    }

    Exchange put(Caller caller, String path, String body) {
        return send(caller, "PUT", path, body);
    }

    Exchange delete(Caller caller, String path) {
        return send(caller, "DELETE", path, null);
    }

    /** The id of the key that an answer holds. */
    static String id(Exchange exchange) {
        JsonNode id = exchange.body().at("/response/id");
        if (!id.isTextual()) {
            throw new AssertionError("no key in " + exchange);
        }
        return id.asText();
    }
}
