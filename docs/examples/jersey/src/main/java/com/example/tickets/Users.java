// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

import dev.apikey.Permissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.sql.DataSource;
import org.eclipse.jetty.security.AbstractLoginService;
import org.eclipse.jetty.security.RolePrincipal;
import org.eclipse.jetty.security.UserPrincipal;
import org.eclipse.jetty.util.security.Credential;
import org.jspecify.annotations.Nullable;

/** Logs people in from the table of users. */
final class Users extends AbstractLoginService {

    private final DataSource dataSource;

    Users(DataSource dataSource) {
        this.dataSource = dataSource;
        setName("tickets");
    }

    @Override
    protected @Nullable UserPrincipal loadUserInfo(String name) {
        try (var connection = dataSource.getConnection();
                var query = connection.prepareStatement("select salt, password from users where name = ?")) {
            query.setString(1, name);
            try (var rows = query.executeQuery()) {
                return rows.next()
                        ? new UserPrincipal(name, new Pbkdf2(rows.getString("salt"), rows.getString("password")))
                        : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected List<RolePrincipal> loadRoleInfo(UserPrincipal user) {
        return role(user.getName()).stream().map(RolePrincipal::new).toList();
    }

    // region permissions
    /** What a user may do, and so the most that a key of his may do; empty for who is not there. */
    Optional<Permissions> permissions(String name) {
        return role(name)
                .map(role -> role.equals("lead")
                        ? Permissions.of("tickets:read", "tickets:write", "tickets:close")
                        : Permissions.of("tickets:read", "tickets:write"));
    }
    // end permissions

    private Optional<String> role(String name) {
        try (var connection = dataSource.getConnection();
                var query = connection.prepareStatement("select role from users where name = ?")) {
            query.setString(1, name);
            try (var rows = query.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString("role")) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Pbkdf2 extends Credential {

        private static final long serialVersionUID = 1;

        private final String salt;
        private final String password;

        Pbkdf2(String salt, String password) {
            this.salt = salt;
            this.password = password;
        }

        @Override
        public boolean check(Object given) {
            var hex = HexFormat.of();
            try {
                var hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(
                                new PBEKeySpec(given.toString().toCharArray(), hex.parseHex(salt), 100_000, 256));
                return MessageDigest.isEqual(hex.parseHex(password), hash.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
