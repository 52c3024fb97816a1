// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.move;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The key table that the host had before. Thread-safe. */
final class OldKeys {

    private final DataSource dataSource;

    OldKeys(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The check of before, to the letter. */
    Optional<OldKey> find(String token) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select id, user_id, scopes from api_key where token_sha256 = ? and not revoked")) {
            query.setString(1, sha256(token));
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new OldKey(
                                row.getLong("id"),
                                row.getString("user_id"),
                                Set.of(row.getString("scopes").split(" "))))
                        : Optional.empty();
            }
        }
    }

    static String sha256(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // region uses
    private final Map<Long, Long> uses = new ConcurrentHashMap<>();

    void countUse(OldKey key) {
        uses.merge(key.id(), 1L, Long::sum);
    }

    /** Once a minute, by whatever runs your other jobs; not at each request. */
    void writeUses(LocalDate today) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update api_key set uses = uses + ?, last_used_on = ? where id = ?")) {
            for (long id : new TreeSet<>(uses.keySet())) { // in one order on all nodes
                Long count = uses.remove(id);
                if (count != null) {
                    update.setLong(1, count);
                    update.setDate(2, Date.valueOf(today));
                    update.setLong(3, id);
                    update.executeUpdate();
                }
            }
        }
    }
    // end uses

    // region plain
    void hashPlainTokens() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select id, token from api_key where token_sha256 is null");
                PreparedStatement update =
                        connection.prepareStatement("update api_key set token_sha256 = ?, token = null where id = ?")) {
            while (row.next()) {
                update.setString(1, sha256(row.getString("token")));
                update.setLong(2, row.getLong("id"));
                update.executeUpdate();
            }
        }
    }
    // end plain
}
