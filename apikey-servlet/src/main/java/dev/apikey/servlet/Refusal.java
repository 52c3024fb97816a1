// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer that ends a request: status, fields and a body of {@code application/problem+json} (RFC 9457) with fixed texts. Nothing
 * in it comes from the request. For adapters that answer in a way of their own. Immutable and thread-safe.
 */
public final class Refusal {

    /** Servlet 6.0 has no name for it. */
    private static final int TOO_MANY_REQUESTS = 429;

    private static final String UNAUTHORIZED = "Unauthorized";
    private static final String FORBIDDEN = "Forbidden";

    private final int status;
    private final Map<String, String> fields;
    private final String title;
    private final String detail;

    private Refusal(int status, Map<String, String> fields, String title, String detail) {
        this.status = status;
        this.fields = fields;
        this.title = title;
        this.detail = detail;
    }

    /**
     * What a decision that is not {@link Authenticated} is answered with: 401 for every token that is not accepted, 429 after too many failures, 503
     * for whatever else keeps a token from being decided.
     *
     * @throws IllegalArgumentException if it is one
     */
    public static Refusal of(AuthenticationResult decision, Challenge challenge) {
        if (decision instanceof Undecided undecided) {
            return undecided.cause() == Cause.TOO_MANY_FAILURES
                    ? tooManyFailures(undecided.retryAfter())
                    : undecided(undecided.retryAfter());
        }
        if (decision instanceof Authenticated) {
            throw new IllegalArgumentException("a key that was authenticated is not refused");
        }
        return invalidToken(challenge);
    }

    /** 401 for a request that brings no credential, or one of another scheme. */
    public static Refusal noCredential(Challenge challenge) {
        return new Refusal(
                HttpServletResponse.SC_UNAUTHORIZED,
                Map.of(Challenge.FIELD, challenge.plain()),
                UNAUTHORIZED,
                "This address needs an API key. Send it in the header field Authorization: Bearer <key>.");
    }

    /** 401: one answer for every token that is not accepted, so that nobody learns how near he was. */
    public static Refusal invalidToken(Challenge challenge) {
        return new Refusal(
                HttpServletResponse.SC_UNAUTHORIZED,
                Map.of(Challenge.FIELD, challenge.invalidToken()),
                UNAUTHORIZED,
                "The API key is not accepted. Check that it is complete, and that it has not been revoked, disabled or expired.");
    }

    /** 400 for a request that brings more than one credential. */
    public static Refusal ambiguousCredential(Challenge challenge) {
        return new Refusal(
                HttpServletResponse.SC_BAD_REQUEST,
                Map.of(Challenge.FIELD, challenge.invalidRequest()),
                "Bad Request",
                "More than one credential came with the request. Send one header field Authorization: Bearer <key>.");
    }

    static Refusal ambiguousTarget() {
        return new Refusal(
                HttpServletResponse.SC_BAD_REQUEST,
                Map.of(),
                "Bad Request",
                "The path is ambiguous. Send it without dot segments, empty segments, path parameters, backslashes,"
                        + " control characters, or encoded slashes, dots and backslashes.");
    }

    /**
     * 403 for a key that lacks a permission.
     *
     * @param permissions one of which is needed, at least one; the challenge names the first, because a list there would mean all of them
     */
    public static Refusal missingPermission(Challenge challenge, List<String> permissions) {
        return new Refusal(
                HttpServletResponse.SC_FORBIDDEN,
                Map.of(Challenge.FIELD, challenge.insufficientScope(permissions.get(0))),
                FORBIDDEN,
                "The API key has not the permission that this needs: " + String.join(" or ", permissions) + ".");
    }

    /** 403 for a key where no permission would help. */
    public static Refusal denied(Challenge challenge) {
        return new Refusal(
                HttpServletResponse.SC_FORBIDDEN,
                Map.of(Challenge.FIELD, challenge.insufficientScope()),
                FORBIDDEN,
                "This method is not open to API keys at this address, whatever their permissions.");
    }

    /** 403 for a key that may not do something, where nobody tells which permission it would need. */
    public static Refusal insufficientScope(Challenge challenge) {
        return new Refusal(
                HttpServletResponse.SC_FORBIDDEN,
                Map.of(Challenge.FIELD, challenge.insufficientScope()),
                FORBIDDEN,
                "The API key may not do this: it has not the permission that this needs.");
    }

    /** No challenge: another key would not help. */
    static Refusal keyInBrowser() {
        return new Refusal(
                HttpServletResponse.SC_FORBIDDEN,
                Map.of(),
                FORBIDDEN,
                "This API key came from a web page of another origin. Whoever can open the page can read the key: keep it on a"
                        + " server, call this address from there, and replace the key, because it is no longer a secret.");
    }

    static Refusal undecided(Duration retryAfter) {
        return new Refusal(
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                Map.of("Retry-After", wholeSeconds(retryAfter)),
                "Service Unavailable",
                "API keys cannot be checked at the moment. Nothing is wrong with the request: send it again later.");
    }

    /** RFC 6585 §4. The key was not looked at: it may be good. */
    static Refusal tooManyFailures(Duration retryAfter) {
        return new Refusal(
                TOO_MANY_REQUESTS,
                Map.of("Retry-After", wholeSeconds(retryAfter)),
                "Too Many Requests",
                "This key was sent with a wrong secret too often. Nothing was checked: send the right one again later.");
    }

    /** RFC 9110 §10.2.3 counts whole seconds: a part of one is waited for in full, and nobody is asked back at once. */
    private static String wholeSeconds(Duration retryAfter) {
        return Long.toString(Math.max(1, retryAfter.plusSeconds(1).minusNanos(1).toSeconds()));
    }

    static Refusal traceNotAllowed() {
        return new Refusal(
                HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                Map.of("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
                "Method Not Allowed",
                "TRACE would repeat the API key in the answer. Use another method.");
    }

    /** The header fields that it sets, besides those that all answers have. */
    Map<String, String> fields() {
        return fields;
    }

    /** Its status code. */
    int status() {
        return status;
    }

    /**
     * Writes the answer itself: {@code sendError} would dispatch to an error page, through the filter once more. An included part
     * is left out without a word, because it can set neither status nor field (Servlet 6.0 §9.3) and the rest is not its own; so is what
     * comes to a response that is under way already.
     *
     * <p>Fields that are there stay, {@code Content-Encoding} among them: filters in front set them for whatever comes, CORS and HSTS, or
     * because they compress what is written, and nobody can tell those from what a servlet set before it forwarded.
     */
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE || response.isCommitted()) {
            return;
        }
        byte[] body = body().getBytes(StandardCharsets.US_ASCII);
        response.resetBuffer();
        if (!writesAscii(response)) {
            startAnew(response);
        }
        response.setStatus(status);
        fields.forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            write(response, body);
        }
    }

    /** Whether the response's encoding, which whoever forwards may have chosen, has a byte for each of our characters. */
    private static boolean writesAscii(HttpServletResponse response) {
        try {
            return "{}".getBytes(Charset.forName(response.getCharacterEncoding())).length == 2;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    /** Nothing but a reset makes a container forget a writer and its encoding. It forgets the fields as well, so they are put back. */
    private static void startAnew(HttpServletResponse response) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (!name.equalsIgnoreCase("Content-Type") && !name.equalsIgnoreCase("Content-Length")) {
                fields.put(name, List.copyOf(response.getHeaders(name)));
            }
        }
        response.reset();
        fields.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.setCharacterEncoding("UTF-8");
    }

    /** Whoever forwards may have asked for the writer before, and then there is no stream to be had. */
    private static void write(HttpServletResponse response, byte[] ascii) throws IOException {
        try {
            response.getOutputStream().write(ascii);
        } catch (IllegalStateException writerIsInUse) {
            response.getWriter().write(new String(ascii, StandardCharsets.US_ASCII));
        }
    }

    private String body() {
        return """
                {"type":"about:blank","title":"%s","status":%d,"detail":"%s"}
                """.formatted(title, status, detail);
    }
}
