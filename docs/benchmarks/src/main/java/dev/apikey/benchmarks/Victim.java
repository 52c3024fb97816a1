// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A server that is attacked, with sixteen callers that it must not fail, and keys that nobody has used. */
final class Victim implements AutoCloseable {

    static final int CALLERS = 16;

    private static final String SLOW = "argon2id";
    private static final String FAST = "hmac-sha256";
    private static final int UNUSED = 1_000;
    private static final int OK = 200;

    private final Folder folder;
    private final String url;
    private final byte[] pepper = new byte[32];
    private final String hasherName;
    private final String[] unused;
    private final List<Supplier<String>> own;
    private final String attacked;
    private final Deque<String> firsts;
    private Child server;

    private Victim(Folder folder, String hasherName, int firstUses) throws IOException {
        this.folder = folder;
        this.hasherName = hasherName;
        url = "jdbc:h2:" + folder.path().resolve("keys");
        new SecureRandom().nextBytes(pepper);
        String[] tokens = issue(CALLERS + 1 + firstUses);
        own = Arrays.stream(tokens)
                .limit(CALLERS)
                .<Supplier<String>>map(token -> () -> token)
                .toList();
        attacked = tokens[CALLERS];
        int unusedAt = CALLERS + 1 + firstUses;
        firsts = new ArrayDeque<>(Arrays.asList(tokens).subList(CALLERS + 1, unusedAt));
        unused = Arrays.copyOfRange(tokens, unusedAt, tokens.length);
        server = start(0);
    }

    /** @param firstUses how often {@link #firstUse} is going to be called */
    static Victim slow(int firstUses) throws IOException {
        return create(SLOW, firstUses);
    }

    /** The same server, which never computes a slow hash for anybody. */
    static Victim fast(int firstUses) throws IOException {
        return create(FAST, firstUses);
    }

    private static Victim create(String hasherName, int firstUses) throws IOException {
        Folder folder = Folder.create();
        try {
            return new Victim(folder, hasherName, firstUses);
        } catch (IOException | RuntimeException failure) {
            folder.close();
            throw failure;
        }
    }

    /** By its name. */
    static SecretHasher hasher(String name, byte... pepper) {
        return name.equals(SLOW) ? Argon2idHasher.recommended() : HmacSha256Hasher.of(PepperRing.of(pepper));
    }

    /** Those that will be used, and then those that nobody uses. */
    private String[] issue(int used) {
        try (ConnectionPool pool = ConnectionPool.open(url, "sa", "")) {
            KeySchema.apply(pool.dataSource());
            try (ApiKeys apiKeys = Keys.builder(JdbiKeyStore.of(pool.dataSource()))
                    .hasher(hasher(FAST, pepper))
                    .build()) {
                String[] tokens = Keys.issue(apiKeys, used + UNUSED);
                if (hasherName.equals(SLOW)) {
                    List<String> right = Arrays.asList(tokens).subList(0, used);
                    Jdbi.create(pool.dataSource()).useHandle(handle -> giveSlowHashes(handle, apiKeys, right));
                }
                return tokens;
            }
        }
    }

    /**
     * Past the library, which issues no faster than its processors hash. Keys that nobody uses all get the same hash, since hashes of their own take long:
     * what it takes to find out that a secret is wrong is the same.
     */
    private static void giveSlowHashes(Handle handle, ApiKeys apiKeys, List<String> tokens) {
        SecretHasher slow = Argon2idHasher.recommended();
        for (String token : tokens) {
            UUID id = ((Authenticated) apiKeys.authenticate(token, "benchmark"))
                    .key()
                    .id();
            handle.execute(
                    "update apikey_keys set hash = ? where id = ?", slow.hash(Tokens.subject(token)), id.toString());
        }
        handle.execute("update apikey_keys set hash = ? where hash like '$hmac-sha256$%'", slow.hash(new byte[0]));
        handle.execute("update apikey_keys set hash_kind = ?", StoredKey.hashKind(slow.hash(new byte[0])));
    }

    private Child start(int port) throws IOException {
        return Child.start(
                AttackedServer.class.getName(),
                Map.of(),
                String.valueOf(port),
                url,
                hasherName,
                Base64.getEncoder().encodeToString(pepper));
    }

    String hasherName() {
        return hasherName;
    }

    /** Keys that nobody uses, and whose secrets nobody has. */
    String[] unused() {
        return unused;
    }

    /** A key that nobody uses, for whoever makes up secrets of one. */
    String attacked() {
        return attacked;
    }

    /** The keys of the callers. */
    List<Supplier<String>> own() {
        return own;
    }

    int port() {
        return server.port();
    }

    /** What the server occupies, in MiB. */
    long residentMib() {
        return server.residentMib();
    }

    /** How many slow hashes it has computed since it was started. */
    long hashes() throws IOException {
        URI answer = URI.create("http://127.0.0.1:" + port() + AttackedServer.HASHES + "/");
        try (var body = answer.toURL().openStream()) {
            return Long.parseLong(new String(body.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    /**
     * How long somebody new takes, in seconds, until his key, which nobody has used before, is accepted: he asks again until it is.
     *
     * @return infinite, if it is not in this time
     */
    double firstUse(double maxSeconds) throws IOException {
        return untilAccepted(firsts.remove(), maxSeconds);
    }

    private double untilAccepted(String token, double maxSeconds) throws IOException {
        long began = System.nanoTime();
        double seconds;
        boolean accepted = false;
        do {
            try (Connection connection = Connection.openFromElsewhere(port())) {
                accepted = connection.get(AttackedServer.PATH, token) == OK;
            }
            seconds = (System.nanoTime() - began) / 1e9;
            if (!accepted) {
                LockSupport.parkNanos(20_000_000);
            }
        } while (!accepted && seconds < maxSeconds);
        return accepted ? seconds : Double.POSITIVE_INFINITY;
    }

    /**
     * Ends it as a crash would, and starts it again on the same port.
     *
     * @return how long the key that is attacked takes then until it is accepted, in seconds; infinite, if it is not in this time
     */
    double restart(double maxSeconds) throws IOException {
        int port = port();
        server.close();
        server = start(port);
        return untilAccepted(attacked, maxSeconds);
    }

    @Override
    public void close() throws IOException {
        server.close();
        folder.close();
    }
}
