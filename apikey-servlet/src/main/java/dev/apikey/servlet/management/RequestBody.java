// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request: JSON in UTF-8, of bounded size, in bounded time. Thread-safe. */
final class RequestBody {

    static final int MAX_BYTES = 16 * 1024;

    private static final Pattern JSON_IN_UTF_8 = Pattern.compile("application/json *(; *charset=(utf-8|\"utf-8\"))?");
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final LongSupplier ticker;
    private final long maxNanos;

    /**
     * @param ticker a monotonic clock in nanoseconds
     * @param maxTime for a body to arrive
     */
    RequestBody(LongSupplier ticker, Duration maxTime) {
        this.ticker = ticker;
        this.maxNanos = maxTime.toNanos();
    }

    /**
     * The text of the body; empty if there is none.
     *
     * @throws RefusedException if it is too large, too slow, or neither JSON nor UTF-8 by its fields or its bytes
     */
    String text(HttpServletRequest request) {
        byte[] bytes = bytes(request);
        if (bytes.length > 0 && !isJson(request)) {
            throw new RefusedException(Problem.unsupportedMediaType());
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new RefusedException(Problem.badRequest("The body is not UTF-8."));
        }
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            throw new RefusedException(Problem.badRequest("The body must not begin with a byte order mark."));
        }
        return text;
    }

    /**
     * Makes sure that there is no body.
     *
     * @throws RefusedException if there is one
     */
    void requireNone(HttpServletRequest request) {
        boolean chunked = request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null;
        boolean some;
        try {
            some = request.getContentLengthLong() > 0
                    || (chunked && request.getInputStream().read() >= 0);
        } catch (IOException failure) {
            throw unreadable();
        }
        if (some) {
            throw new RefusedException(Problem.badRequest("This call takes no body."));
        }
    }

    private static boolean isJson(HttpServletRequest request) {
        return request.getHeader("Content-Encoding") == null && isJson(request.getContentType());
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && JSON_IN_UTF_8
                        .matcher(contentType.toLowerCase(Locale.ROOT).strip())
                        .matches();
    }

    /** Whatever length is announced, no more is read than what shows that it is too much. */
    private byte[] bytes(HttpServletRequest request) {
        if (request.getContentLengthLong() > MAX_BYTES) {
            throw new RefusedException(Problem.bodyTooLarge(MAX_BYTES));
        }
        try {
            return read(request.getInputStream());
        } catch (IOException failure) {
            throw unreadable();
        }
    }

    private byte[] read(ServletInputStream in) throws IOException {
        long began = ticker.getAsLong();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[MAX_BYTES + 1];
        while (true) {
            int count = in.read(part, 0, MAX_BYTES + 1 - body.size());
            if (count < 0) {
                return body.toByteArray();
            }
            body.write(part, 0, count);
            if (body.size() > MAX_BYTES) {
                throw new RefusedException(Problem.bodyTooLarge(MAX_BYTES));
            }
            if (ticker.getAsLong() - began > maxNanos) {
                throw new RefusedException(Problem.slowBody());
            }
        }
    }

    private static RefusedException unreadable() {
        return new RefusedException(Problem.badRequest("The body could not be read to its end."));
    }
}
