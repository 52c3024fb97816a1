// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way to a database server, which can be disturbed: it passes on what both say, or holds it back without closing anything, or loses it for good, or
 * ends connections, or is slow. Thread-safe.
 */
public final class Wire implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)/");

    private final ServerSocket door;
    private final AtomicInteger serverPort;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.PASSING);
    private final AtomicLong delayMillis = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private enum Mode {
        PASSING,
        HANGING,
        CUT
    }

    private Wire(int serverPort) {
        this.serverPort = new AtomicInteger(serverPort);
        try {
            door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        start(this::accept);
    }

    /** A wire to the server of this database. */
    public static Wire to(EmptyDatabase database) {
        return new Wire(port(database));
    }

    private static int port(EmptyDatabase database) {
        return Integer.parseInt(address(database).group(1));
    }

    /** From now on new connections lead to the server of this database, and those that there are have ended. */
    public void leadTo(EmptyDatabase database) {
        serverPort.set(port(database));
        links.forEach(Link::close);
    }

    private static Matcher address(EmptyDatabase database) {
        Matcher address = ADDRESS.matcher(database.url());
        if (!address.find()) {
            throw new IllegalArgumentException("no server on the loopback: " + database.url());
        }
        return address;
    }

    /** Where this wire begins, on the loopback. */
    public int port() {
        return door.getLocalPort();
    }

    /** The same database, at the other end of this wire. */
    public EmptyDatabase through(EmptyDatabase database) {
        return database.at(address(database).replaceFirst("127.0.0.1:" + door.getLocalPort() + "/"));
    }

    /** From now on nothing is said any more, and nothing is closed: new connections are accepted, and hang. What was said is passed on later. */
    public void hang() {
        become(Mode.HANGING);
    }

    /** From now on all is passed on, and what was held back. */
    public void pass() {
        delayMillis.set(0);
        become(Mode.PASSING);
    }

    /** Ends all connections, and every new one at once. */
    public void cut() {
        become(Mode.CUT);
        links.forEach(Link::close);
    }

    /** The connections that there are hear nothing more for ever, and are not told; new ones work. */
    public void lose() {
        links.forEach(Link::lose);
    }

    /** Everything that is said arrives so much later. */
    public void delay(long millis) {
        delayMillis.set(millis);
    }

    private void become(Mode now) {
        lock.lock();
        try {
            mode.set(now);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (mode.get() == Mode.CUT) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException ignored) {
                // The door was closed, or there is no server: whoever came hears it by the end of his connection.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), serverPort.get()));
            links.add(link);
            start(() -> link.pump(client, link.server()));
            start(() -> link.pump(link.server(), client));
        } catch (IOException noServer) {
            client.close();
            throw noServer;
        }
    }

    /** The ends of a connection, and whether it is lost. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        private final AtomicBoolean lost = new AtomicBoolean();

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        Socket server() {
            return server;
        }

        void lose() {
            lost.set(true);
        }

        void pump(Socket from, Socket to) {
            byte[] buffer = new byte[8_192];
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    holdBack();
                    if (!lost.get()) {
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException | InterruptedException over) {
                close();
            } finally {
                close();
            }
        }

        private void holdBack() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = TimeUnit.MILLISECONDS.toNanos(delayMillis.get());
                while (left > 0) {
                    left = changed.awaitNanos(left);
                }
                while (mode.get() == Mode.HANGING) {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
        }

        void close() {
            links.remove(this);
            try (client;
                    server) {
                return;
            } catch (IOException already) {
                return;
            }
        }
    }

    @Override
    public void close() {
        cut();
        try {
            door.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
