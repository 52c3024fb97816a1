// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.servlet.Challenge;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused (RFC 9457).
 *
 * @param member the member of the body, the parameter or the like that is the reason; null = none is
 * @param replacedBy the key to turn to instead; null = none
 * @param fields of the answer
 */
record Problem(
        int status,
        String title,
        String detail,
        @Nullable String member,
        @Nullable UUID replacedBy,
        Map<String, String> fields) {

    private static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, null, null, Map.of());
    }

    static Problem badRequest(String detail) {
        return of(400, "Bad Request", detail);
    }

    static Problem badMember(String member, String detail) {
        return badRequest(detail).about(member);
    }

    static Problem noCaller(Challenge challenge) {
        return of(
                        401,
                        "Unauthorized",
                        "Nobody is logged in. Log in to the application, or send an API key in the header field"
                                + " Authorization: Bearer <key>.")
                .with(Challenge.FIELD, challenge.plain());
    }

    static Problem keyNotAccepted(Challenge challenge) {
        return of(
                        401,
                        "Unauthorized",
                        "The API key is not accepted. Check that it is complete, and that it has not been revoked,"
                                + " disabled or expired.")
                .with(Challenge.FIELD, challenge.invalidToken());
    }

    static Problem missingPermission(Challenge challenge, String permission) {
        return forbidden("The API key has not the permission that this needs: " + permission + ".")
                .with(Challenge.FIELD, challenge.insufficientScope(permission));
    }

    static Problem forbidden(String detail) {
        return of(403, "Forbidden", detail);
    }

    static Problem notFound() {
        return of(404, "Not Found", "There is no such thing among those that you may see.");
    }

    static Problem methodNotAllowed(String allow) {
        return of(405, "Method Not Allowed", "This address understands " + allow + ".")
                .with("Allow", allow);
    }

    static Problem slowBody() {
        return of(408, "Request Timeout", "The body did not come in time.").with("Connection", "close");
    }

    static Problem conflict(String detail) {
        return of(409, "Conflict", detail);
    }

    static Problem stale() {
        return of(
                412,
                "Precondition Failed",
                "The key was changed since you read it, or the entity tag in If-Match is none of its own: read it again,"
                        + " then decide.");
    }

    static Problem bodyTooLarge(int limit) {
        return of(413, "Content Too Large", "The body must have at most " + limit + " bytes.")
                .with("Connection", "close");
    }

    static Problem unsupportedMediaType() {
        return of(
                415,
                "Unsupported Media Type",
                "The body must be JSON in UTF-8: send Content-Type: application/json, and no Content-Encoding.");
    }

    static Problem tooMany(String detail, Duration retryAfter) {
        return of(429, "Too Many Requests", detail).retryAfter(retryAfter);
    }

    static Problem unavailable(String detail, Duration retryAfter) {
        return of(503, "Service Unavailable", detail).retryAfter(retryAfter);
    }

    Problem about(String member) {
        return new Problem(status, title, detail, member, replacedBy, fields);
    }

    Problem insteadOf(@Nullable UUID replacedBy) {
        return new Problem(status, title, detail, member, replacedBy, fields);
    }

    private Problem with(String field, String value) {
        return new Problem(status, title, detail, member, replacedBy, Map.of(field, value));
    }

    /** RFC 9110 §10.2.3 counts whole seconds: a part of one is waited for in full. */
    private Problem retryAfter(Duration wait) {
        long seconds = Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
        return with("Retry-After", Long.toString(seconds));
    }

    Answer answer() {
        return Answer.problem(status, fields, Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", "about:blank");
            out.writeStringField("title", title);
            out.writeNumberField("status", status);
            out.writeStringField("detail", detail);
            if (member != null) {
                out.writeStringField("member", member);
            }
            if (replacedBy != null) {
                out.writeStringField("replacedBy", replacedBy.toString());
            }
            out.writeEndObject();
        }));
    }
}
