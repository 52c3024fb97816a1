// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** One HTTP/1.1 connection to a server on this machine, that costs the client as little as can be. */
final class Connection implements AutoCloseable {

    /** The last three numbers of the next address: 127.1.0.0 is the first, and there are 16,000,000. */
    private static final AtomicInteger ELSEWHERE = new AtomicInteger(1 << 16);

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private boolean closing;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Connection open(int port) throws IOException {
        return open(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** From an address of this machine that this process has not opened one from before: a server takes it for a client that it has not seen. */
    static Connection openFromElsewhere(int port) throws IOException {
        int place = ELSEWHERE.getAndIncrement();
        InetAddress elsewhere =
                InetAddress.getByAddress(new byte[] {127, (byte) (place >> 16), (byte) (place >> 8), (byte) place});
        return open(new Socket(InetAddress.getLoopbackAddress(), port, elsewhere, 0));
    }

    private static Connection open(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        return new Connection(socket);
    }

    /** @return the status */
    int get(String path, String token) throws IOException {
        out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        String line = line();
        int status = Integer.parseInt(line.substring(9, 12));
        int length = 0;
        boolean chunked = false;
        for (String field = line(); !field.isEmpty(); field = line()) {
            String lower = field.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).trim());
            }
            chunked |= lower.startsWith("transfer-encoding: chunked");
            closing |= lower.startsWith("connection: close");
        }
        if (chunked) {
            for (int size = size(); size > 0; size = size()) {
                in.skipNBytes(size + 2L);
            }
            in.skipNBytes(2);
        } else {
            in.skipNBytes(length);
        }
        return status;
    }

    /** Whether the server takes another request: some say with an answer that it is their last. */
    boolean isOpen() {
        return !closing;
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
