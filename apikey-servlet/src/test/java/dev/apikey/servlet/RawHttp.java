// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One connection to 127.0.0.1 on which requests go out byte by byte as written, and answers come back as they are. */
public final class RawHttp implements AutoCloseable {

    /** Longer than any answer takes: a test that waits for nothing fails instead of hanging. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawHttp connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        return new RawHttp(socket);
    }

    /** One request on a connection of its own. */
    public static Answer send(int port, String request) throws IOException {
        try (RawHttp connection = connect(port)) {
            return connection.exchange(request);
        }
    }

    /** A request without body: the line, a host, and these header lines. */
    public static String request(String line, String... headers) {
        return line + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("", withLineEnds(headers)) + "\r\n";
    }

    private static List<String> withLineEnds(String... headers) {
        return List.of(headers).stream().map(header -> header + "\r\n").toList();
    }

    /** Sends a request, a byte for each character (ISO 8859-1), and reads its answer. */
    public Answer exchange(String request) throws IOException {
        write(request);
        boolean toHead = request.startsWith("HEAD ");
        Answer answer = read(toHead);
        return toHead ? new Answer(answer.statusLine(), answer.headers(), rest(answer.headers()), true) : answer;
    }

    /** Sends something, be it a part of a request or several. */
    public void write(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads the next answer; one to HEAD ends with its head. */
    public Answer read(boolean toHead) throws IOException {
        String statusLine = line();
        List<String> headers = new ArrayList<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            headers.add(header);
        }
        return new Answer(statusLine, List.copyOf(headers), toHead ? "" : body(headers), toHead);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException("the server closed the connection in the middle of an answer");
            }
            line.write(read);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new IOException("a line of the answer does not end with CR LF");
        }
        return text.substring(0, text.length() - 1);
    }

    private String body(List<String> headers) throws IOException {
        Optional<String> length = value(headers, "Content-Length");
        if (length.isPresent()) {
            return text(in.readNBytes(Integer.parseInt(length.get())));
        }
        return value(headers, "Transfer-Encoding").filter("chunked"::equals).isPresent()
                ? chunks()
                : text(in.readAllBytes());
    }

    /** What follows the answer to HEAD, which must be nothing: read to the end where the server closes, else not waited for. */
    private String rest(List<String> headers) throws IOException {
        boolean closes = value(headers, "Connection").filter("close"::equals).isPresent();
        return text(closes ? in.readAllBytes() : in.readNBytes(in.available()));
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(text(in.readNBytes(size)));
            line();
        }
        line();
        return body.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> value(List<String> headers, String name) {
        return headers.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** An answer as it came: no line is folded, sorted or left out. */
    public record Answer(String statusLine, List<String> headers, String body, boolean toHead) {

        public int status() {
            return Integer.parseInt(statusLine.split(" ", -1)[1]);
        }

        public Optional<String> header(String name) {
            return value(headers, name);
        }

        /** The values of all lines of this name. */
        public List<String> values(String name) {
            return headers.stream()
                    .flatMap(line -> value(List.of(line), name).stream())
                    .toList();
        }

        /** The answer without what changes from second to second. */
        public Answer withoutDate() {
            List<String> lasting = headers.stream()
                    .filter(line -> !line.regionMatches(true, 0, "Date:", 0, 5))
                    .toList();
            return new Answer(statusLine, lasting, body, toHead);
        }
    }
}
