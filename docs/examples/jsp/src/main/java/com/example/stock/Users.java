// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of users. */
public final class Users {

    private static final HexFormat HEX = HexFormat.of();

    private record Row(User user, String salt, String password) {}

    private final JdbcTemplate jdbc;

    public Users(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<User> logIn(String name, String password) {
        return jdbc
                .query(
                        "select name, role, salt, password from users where name = ?",
                        (row, number) -> new Row(
                                new User(row.getString("name"), row.getString("role")),
                                row.getString("salt"),
                                row.getString("password")),
                        name)
                .stream()
                .filter(row ->
                        MessageDigest.isEqual(HEX.parseHex(row.password()), hash(password, HEX.parseHex(row.salt()))))
                .map(Row::user)
                .findFirst();
    }

    public Optional<User> find(String name) {
        return jdbc
                .query(
                        "select name, role from users where name = ?",
                        (row, number) -> new User(row.getString("name"), row.getString("role")),
                        name)
                .stream()
                .findFirst();
    }

    private static byte[] hash(String password, byte[] salt) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 100_000, 256))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
