// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import dev.apikey.AuthenticationResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.util.Date;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** What else a request could be authenticated by, without any framework around it: from the text that was presented to the answer. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RivalsBenchmark {

    private static final int TOKENS = 1_024;
    private static final int ROWS = 20_000;

    /** JSON Web Tokens with four claims, each with a subject of its own. */
    static final class Jwt {

        private final String[] tokens = new String[TOKENS];
        private final JWSVerifier verifier;

        private Jwt(JWSAlgorithm algorithm, JWSSigner signer, JWSVerifier verifier) throws JOSEException {
            this.verifier = verifier;
            for (int i = 0; i < TOKENS; i++) {
                tokens[i] = sign(algorithm, signer, "ada-" + i);
            }
        }

        static String sign(JWSAlgorithm algorithm, JWSSigner signer, String subject) throws JOSEException {
            JWTClaimsSet claims = new JWTClaimsSet.Builder()
                    .subject(subject)
                    .issuer("https://acme.example")
                    .claim("scope", "files:read files:write")
                    .expirationTime(new Date(System.currentTimeMillis() + 86_400_000))
                    .build();
            SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
            jwt.sign(signer);
            return jwt.serialize();
        }

        private String subject(WarmBenchmark.Turn turn) throws ParseException, JOSEException {
            SignedJWT jwt = SignedJWT.parse(tokens[turn.of(TOKENS)]);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!jwt.verify(verifier) || claims.getExpirationTime().before(new Date())) {
                throw new IllegalStateException("not accepted");
            }
            return claims.getSubject();
        }
    }

    /** With a secret that the verifier shares. */
    @State(Scope.Benchmark)
    public static class Hs256 {

        private Jwt jwt;

        @Setup(Level.Trial)
        public void setUp() throws JOSEException {
            byte[] shared = new byte[32];
            new SecureRandom().nextBytes(shared);
            jwt = new Jwt(JWSAlgorithm.HS256, new MACSigner(shared), new MACVerifier(shared));
        }
    }

    /** With an RSA key of 2,048 bits. */
    @State(Scope.Benchmark)
    public static class Rs256 {

        private Jwt jwt;

        @Setup(Level.Trial)
        public void setUp() throws JOSEException {
            RSAKey key = new RSAKeyGenerator(2_048).generate();
            jwt = new Jwt(JWSAlgorithm.RS256, new RSASSASigner(key), new RSASSAVerifier(key));
        }
    }

    /** With a key on the curve P-256. */
    @State(Scope.Benchmark)
    public static class Es256 {

        private Jwt jwt;

        @Setup(Level.Trial)
        public void setUp() throws JOSEException {
            ECKey key = new ECKeyGenerator(Curve.P_256).generate();
            jwt = new Jwt(JWSAlgorithm.ES256, new ECDSASigner(key), new ECDSAVerifier(key));
        }
    }

    /** A table of hashes, as most libraries for API keys have it: they look the SHA-256 of the token up for each request. */
    private static final class HashTable {

        private final String[] tokens = new String[ROWS];
        private final Databases database;

        HashTable(String kind) throws SQLException {
            database = Databases.start(kind);
            for (int i = 0; i < ROWS; i++) {
                tokens[i] = "key_" + UUID.randomUUID();
            }
            fill();
        }

        private void fill() throws SQLException {
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement create = connection.prepareStatement(
                            "create table tokens (hash varchar(64) primary key, owner varchar(64), scope varchar(200))")) {
                create.execute();
                try (PreparedStatement insert = connection.prepareStatement("insert into tokens values (?, ?, ?)")) {
                    for (int i = 0; i < ROWS; i++) {
                        insert.setString(1, sha256(tokens[i]));
                        insert.setString(2, "owner-" + i);
                        insert.setString(3, "files:read files:write");
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
            }
        }

        private static String sha256(String token) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        String owner(WarmBenchmark.Turn turn) throws SQLException {
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement select =
                            connection.prepareStatement("select owner, scope from tokens where hash = ?")) {
                select.setString(1, sha256(tokens[turn.of(ROWS)]));
                try (ResultSet rows = select.executeQuery()) {
                    if (!rows.next()) {
                        throw new IllegalStateException("not accepted");
                    }
                    return rows.getString("owner");
                }
            }
        }

        void close() {
            database.close();
        }
    }

    /** In this process. */
    @State(Scope.Benchmark)
    public static class H2 {

        private HashTable table;

        @Setup(Level.Trial)
        public void setUp() throws SQLException {
            table = new HashTable("h2");
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            table.close();
        }
    }

    /** In a server on this machine. */
    @State(Scope.Benchmark)
    public static class Postgresql {

        private HashTable table;

        @Setup(Level.Trial)
        public void setUp() throws SQLException {
            table = new HashTable("postgresql");
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            table.close();
        }
    }

    /** A password hash for each request. */
    @State(Scope.Benchmark)
    public static class SlowHash {

        private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();
        private final String bcryptHash = bcrypt.encode("a-token");
        private final Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
        private final byte[] salt = new byte[16];
        private final byte[] argon2Hash = argon2id();

        private byte[] argon2id() {
            return argon2.rawHash(2, 19_456, 1, "a-token".getBytes(StandardCharsets.US_ASCII), salt);
        }

        private static boolean accept(boolean right) {
            if (!right) {
                throw new IllegalStateException("not accepted");
            }
            return true;
        }
    }

    @Benchmark
    @Label(at = 1, value = "a warm key")
    public AuthenticationResult apiKeys(WarmBenchmark.Warm warm, WarmBenchmark.Presented presented) {
        return Keys.accept(warm.apiKeys(), presented.token());
    }

    @Benchmark
    @Label(at = 2, value = "a JSON Web Token by Nimbus, HS256")
    public String nimbusHs256(Hs256 hs256, WarmBenchmark.Turn turn) throws ParseException, JOSEException {
        return hs256.jwt.subject(turn);
    }

    @Benchmark
    @Label(at = 3, value = "a JSON Web Token by Nimbus, RS256")
    public String nimbusRs256(Rs256 rs256, WarmBenchmark.Turn turn) throws ParseException, JOSEException {
        return rs256.jwt.subject(turn);
    }

    @Benchmark
    @Label(at = 4, value = "a JSON Web Token by Nimbus, ES256")
    public String nimbusEs256(Es256 es256, WarmBenchmark.Turn turn) throws ParseException, JOSEException {
        return es256.jwt.subject(turn);
    }

    @Benchmark
    @Label(at = 5, value = "SHA-256 and a select for each request, H2 in memory")
    public String sha256AndSelectH2(H2 h2, WarmBenchmark.Turn turn) throws SQLException {
        return h2.table.owner(turn);
    }

    @Benchmark
    @Label(at = 6, value = "SHA-256 and a select for each request, PostgreSQL")
    public String sha256AndSelectPostgresql(Postgresql postgresql, WarmBenchmark.Turn turn) throws SQLException {
        return postgresql.table.owner(turn);
    }

    @Benchmark
    @Label(at = 8, value = "bcrypt for each request")
    public boolean bcryptEachTime(SlowHash slow) {
        return SlowHash.accept(slow.bcrypt.matches("a-token", slow.bcryptHash));
    }

    @Benchmark
    @Label(at = 7, value = "Argon2id for each request")
    public boolean argon2idEachTime(SlowHash slow) {
        return SlowHash.accept(MessageDigest.isEqual(slow.argon2Hash, slow.argon2id()));
    }
}
