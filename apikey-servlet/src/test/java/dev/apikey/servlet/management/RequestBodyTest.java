// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bodies that a container delivers byte by byte, or not to their end. */
class RequestBodyTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger delivered = new AtomicInteger();
    private final RequestBody body = new RequestBody(now::get, Duration.ofSeconds(30));

    private HttpServletRequest request(Duration betweenBytes, int failsAfter) {
        ServletInputStream slow = new ServletInputStream() {
            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                if (delivered.get() == failsAfter) {
                    throw new IOException("the client is gone");
                }
                now.addAndGet(betweenBytes.toNanos());
                delivered.incrementAndGet();
                buffer[from] = ' ';
                return 1;
            }

            @Override
            public int read() throws IOException {
                throw new IOException("the client is gone");
            }

            @Override
            public boolean isFinished() {
                return false;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {}
        };
        return (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getInputStream" -> slow;
                    case "getContentLengthLong" -> -1L;
                    case "getHeader" -> "chunked";
                    default -> throw new IllegalStateException(method.getName());
                });
    }

    private int statusOf(Runnable reading) {
        AtomicInteger status = new AtomicInteger();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(reading::run)
                .satisfies(refusal -> status.set(refusal.problem().status()));
        return status.get();
    }

    @Test
    void areWaitedForAsLongAsIsSet() {
        HttpServletRequest request = request(Duration.ofSeconds(1), -1);
        assertThat(statusOf(() -> body.text(request))).isEqualTo(408);
        assertThat(delivered).hasValue(31);
    }

    @Test
    void areReadUpToOneByteMoreThanTheLimit() {
        HttpServletRequest request = request(Duration.ZERO, -1);
        assertThat(statusOf(() -> body.text(request))).isEqualTo(413);
        assertThat(delivered).hasValue(RequestBody.MAX_BYTES + 1);
    }

    @Test
    void thatBreakOffAreBad() {
        HttpServletRequest request = request(Duration.ZERO, 3);
        assertThat(statusOf(() -> body.text(request))).isEqualTo(400);
        assertThat(statusOf(() -> body.requireNone(request))).isEqualTo(400);
    }
}
