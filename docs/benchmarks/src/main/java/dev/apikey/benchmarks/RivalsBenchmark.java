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
import javax.sql.DataSource;
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

    private static final int KEYS = 1_000;

    /** A JSON Web Token of each kind, with four claims, and what verifies it. */
    @State(Scope.Benchmark)
    public static class Jwt {

        private String hs256;
        private String rs256;
        private String es256;
        private JWSVerifier mac;
        private JWSVerifier rsa;
        private JWSVerifier ecdsa;

        @Setup(Level.Trial)
        public void setUp() throws JOSEException {
            byte[] shared = new byte[32];
            new SecureRandom().nextBytes(shared);
            RSAKey rsaKey = new RSAKeyGenerator(2_048).generate();
            ECKey ecKey = new ECKeyGenerator(Curve.P_256).generate();
            hs256 = sign(JWSAlgorithm.HS256, new MACSigner(shared));
            rs256 = sign(JWSAlgorithm.RS256, new RSASSASigner(rsaKey));
            es256 = sign(JWSAlgorithm.ES256, new ECDSASigner(ecKey));
            mac = new MACVerifier(shared);
            rsa = new RSASSAVerifier(rsaKey);
            ecdsa = new ECDSAVerifier(ecKey);
        }

        static String sign(JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
            JWTClaimsSet claims = new JWTClaimsSet.Builder()
                    .subject("ada")
                    .issuer("https://acme.example")
                    .claim("scope", "files:read files:write")
                    .expirationTime(new Date(System.currentTimeMillis() + 86_400_000))
                    .build();
            SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
            jwt.sign(signer);
            return jwt.serialize();
        }

        private static String subject(String presented, JWSVerifier verifier) throws ParseException, JOSEException {
            SignedJWT jwt = SignedJWT.parse(presented);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!jwt.verify(verifier) || claims.getExpirationTime().before(new Date())) {
                throw new IllegalStateException("not accepted");
            }
            return claims.getSubject();
        }
    }

    /** A table of hashes, as most libraries for API keys have it: they look the SHA-256 of the token up for each request. */
    @State(Scope.Benchmark)
    public static class HashTable {

        private final String[] tokens = new String[KEYS];
        private Databases h2;
        private Databases postgresql;

        @Setup(Level.Trial)
        public void setUp() throws SQLException {
            h2 = Databases.start("h2");
            postgresql = Databases.start("postgresql");
            for (int i = 0; i < KEYS; i++) {
                tokens[i] = "key_" + UUID.randomUUID();
            }
            fill(h2.dataSource());
            fill(postgresql.dataSource());
        }

        private void fill(DataSource dataSource) throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement create = connection.prepareStatement(
                            "create table tokens (hash varchar(64) primary key, owner varchar(64), scope varchar(200))")) {
                create.execute();
                try (PreparedStatement insert = connection.prepareStatement("insert into tokens values (?, ?, ?)")) {
                    for (int i = 0; i < KEYS; i++) {
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

        private static String owner(DataSource dataSource, String token) throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement select =
                            connection.prepareStatement("select owner, scope from tokens where hash = ?")) {
                select.setString(1, sha256(token));
                try (ResultSet rows = select.executeQuery()) {
                    if (!rows.next()) {
                        throw new IllegalStateException("not accepted");
                    }
                    return rows.getString("owner");
                }
            }
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            h2.close();
            postgresql.close();
        }
    }

    /** A password hash for each request. */
    @State(Scope.Benchmark)
    public static class SlowHash {

        private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();
        private final String bcryptHash = bcrypt.encode("a-token");
        private final Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
        private final byte[] salt = new byte[16];
    }

    @Benchmark
    public AuthenticationResult apiKeys(WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) {
        return warm.apiKeys().authenticate(warm.token(turn), "203.0.113.7");
    }

    @Benchmark
    public String nimbusHs256(Jwt jwt) throws ParseException, JOSEException {
        return Jwt.subject(jwt.hs256, jwt.mac);
    }

    @Benchmark
    public String nimbusRs256(Jwt jwt) throws ParseException, JOSEException {
        return Jwt.subject(jwt.rs256, jwt.rsa);
    }

    @Benchmark
    public String nimbusEs256(Jwt jwt) throws ParseException, JOSEException {
        return Jwt.subject(jwt.es256, jwt.ecdsa);
    }

    @Benchmark
    public String sha256AndSelectH2(HashTable table, WarmBenchmark.Turn turn) throws SQLException {
        return HashTable.owner(table.h2.dataSource(), table.tokens[turn.of(KEYS)]);
    }

    @Benchmark
    public String sha256AndSelectPostgresql(HashTable table, WarmBenchmark.Turn turn) throws SQLException {
        return HashTable.owner(table.postgresql.dataSource(), table.tokens[turn.of(KEYS)]);
    }

    @Benchmark
    public boolean bcryptEachTime(SlowHash slow) {
        return slow.bcrypt.matches("a-token", slow.bcryptHash);
    }

    @Benchmark
    public byte[] argon2idEachTime(SlowHash slow) {
        return slow.argon2.rawHash(2, 19_456, 1, "a-token".getBytes(StandardCharsets.US_ASCII), slow.salt);
    }
}
