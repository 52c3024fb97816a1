// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import dev.apikey.servlet.RawHttp;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to 127.0.0.1 that speaks HTTP/2 from its first byte (RFC 9113 §3.3). Header fields go out byte by byte as written,
 * which no client library does; what comes back is decoded by one.
 */
final class RawHttp2 implements AutoCloseable {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int MAX_FRAME = 16_384;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    /** RFC 7541 appendix A. */
    private static final int AUTHORITY = 1;

    private static final int METHOD = 2;
    private static final int PATH = 4;
    private static final int SCHEME = 6;

    private final HpackDecoder decoder = new HpackDecoder(MAX_FRAME, System::nanoTime);
    private final Map<Integer, Partial> partial = new HashMap<>();
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int lastStream = -1;

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    private void begin() throws IOException {
        out.write(ascii(PREFACE));
        frame(SETTINGS, 0, 0, new byte[0]);
        // As much as a connection may ever be sent, so that no answer waits for us.
        frame(WINDOW_UPDATE, 0, 0, int32(Integer.MAX_VALUE - 65_535));
    }

    static RawHttp2 connect(int port) throws IOException {
        RawHttp2 connection = open(port);
        connection.begin();
        return connection;
    }

    /**
     * One that begins as HTTP/1.1 (RFC 7540 §3.2). {@link #read} then gives the answer to that request, whose stream is 1.
     *
     * @param request with the fields that ask for it
     */
    static RawHttp2 upgrade(int port, String request) throws IOException {
        RawHttp2 connection = open(port);
        connection.out.write(ascii(request));
        connection.flush();
        if (!connection.head().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("the server did not switch to HTTP/2");
        }
        connection.lastStream = 1;
        connection.partial.put(1, new Partial(false, new ByteArrayOutputStream(), new ArrayList<>()));
        connection.begin();
        connection.flush();
        return connection;
    }

    private static RawHttp2 open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout(10_000);
        return new RawHttp2(socket);
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    RawHttp.Answer exchange(String request, boolean withoutBody) throws IOException {
        int stream = send(request);
        flush();
        RawHttp.Answer answer = Objects.requireNonNull(read().get(stream));
        return new RawHttp.Answer(answer.statusLine(), answer.headers(), answer.body(), withoutBody || answer.toHead());
    }

    /**
     * Sends a request on a stream of its own.
     *
     * @param request its method and target, then header lines as HTTP/1.1 writes them, without a body
     * @return the number of the stream
     */
    int send(String request) throws IOException {
        String[] lines = request.split("\r\n", -1);
        String[] words = lines[0].split(" ", 2);
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        pseudoField(block, METHOD, words[0]);
        pseudoField(block, SCHEME, "http");
        pseudoField(block, AUTHORITY, "localhost");
        pseudoField(block, PATH, words[1]);
        for (String line : List.of(lines).subList(1, lines.length)) {
            String[] field = line.split(":", 2);
            field(block, field[0].toLowerCase(Locale.ROOT), withoutSpaces(field[1]));
        }
        lastStream += 2;
        boolean toHead = words[0].equals("HEAD");
        partial.put(lastStream, new Partial(toHead, new ByteArrayOutputStream(), new ArrayList<>()));
        byte[] bytes = block.toByteArray();
        for (int at = 0; at < bytes.length; at += MAX_FRAME) {
            int end = Math.min(bytes.length, at + MAX_FRAME);
            int flags = (at == 0 ? END_STREAM : 0) | (end == bytes.length ? END_HEADERS : 0);
            frame(at == 0 ? HEADERS : CONTINUATION, flags, lastStream, Arrays.copyOfRange(bytes, at, end));
        }
        return lastStream;
    }

    void flush() throws IOException {
        out.flush();
    }

    /** RFC 9110 §5.5: optional white space around is no part of the value, and HTTP/2 must not send it; nothing else is stripped. */
    private static String withoutSpaces(String value) {
        return value.replaceAll("^[ \\t]+|[ \\t]+$", "");
    }

    /** RFC 7541 §6.2.3: a literal value, never indexed, behind the index of its name; Tomcat takes these names in no other way. */
    private static void pseudoField(ByteArrayOutputStream block, int name, String value) {
        block.write(0x10 + name);
        string(block, value);
    }

    /** The same with a literal name. */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0x10);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest /= 128) {
                block.write(rest % 128 + 128);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    /** Waits for the next answer: its stream and what came. */
    Map<Integer, RawHttp.Answer> read() throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            byte[] payload = in.readNBytes(length);
            Partial answer = partial.get(stream);
            switch (type) {
                case SETTINGS -> acknowledge(SETTINGS, flags, new byte[0]);
                case PING -> acknowledge(PING, flags, payload);
                case RST_STREAM -> reset(stream, answer, payload);
                case GOAWAY -> {
                    if (ByteBuffer.wrap(payload).getInt(4) != 0) {
                        throw new EOFException("the server gave the connection up");
                    }
                }
                case HEADERS, CONTINUATION -> {
                    block.writeBytes(payload);
                    if ((flags & END_HEADERS) != 0) {
                        answer.headers().addAll(decode(block.toByteArray()));
                        block.reset();
                    }
                }
                case DATA -> answer.body().writeBytes(payload);
                default -> {}
            }
            if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
                return Map.of(stream, partial.remove(stream).finish());
            }
        }
    }

    /**
     * The server gave a stream up; whose answer is whole already keeps it (RFC 9113 §8.1). Undertow 2.3.26 resets such a stream if its
     * last frame goes out while {@code Http2DataStreamSinkChannel.flush} is between its two questions: it takes the exchange for one
     * that did not end.
     */
    private static void reset(int stream, @Nullable Partial answer, byte[] payload) throws EOFException {
        if (answer != null) {
            int error = ByteBuffer.wrap(payload).getInt();
            throw new EOFException("the server reset stream %d with error code %d".formatted(stream, error));
        }
    }

    private void acknowledge(int type, int flags, byte[] payload) throws IOException {
        if ((flags & ACK) == 0) {
            frame(type, ACK, 0, payload);
            out.flush();
        }
    }

    /** The status line, then a line for each field. */
    private List<String> decode(byte[] block) throws IOException {
        try {
            MetaData message = decoder.decode(ByteBuffer.wrap(block));
            List<String> lines = new ArrayList<>();
            if (message instanceof MetaData.Response response) {
                lines.add("HTTP/2 " + response.getStatus());
            }
            message.getHttpFields().forEach(field -> lines.add(field.getName() + ": " + field.getValue()));
            return lines;
        } catch (HpackException wrong) {
            throw new IOException("the header block of an answer is wrong", wrong);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private record Partial(boolean toHead, ByteArrayOutputStream body, List<String> headers) {

        RawHttp.Answer finish() {
            return new RawHttp.Answer(
                    headers.get(0),
                    List.copyOf(headers.subList(1, headers.size())),
                    body.toString(StandardCharsets.ISO_8859_1),
                    toHead);
        }
    }
}
