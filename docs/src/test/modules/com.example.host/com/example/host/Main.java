// SPDX-License-Identifier: Apache-2.0
package com.example.host;

import dev.apikey.ApiKeys;
import dev.apikey.Actor;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.management.KeyManagementServlet;
import org.h2.jdbcx.JdbcConnectionPool;

/** An application that is a module: a key of its own, hashed by the native library, in a database. */
final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        JdbcConnectionPool dataSource = JdbcConnectionPool.create("jdbc:h2:mem:host;DB_CLOSE_DELAY=-1", "sa", "");
        KeySchema.apply(dataSource);
        JdbiKeyStore store = JdbiKeyStore.of(dataSource);
        try (ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read")
                .store(store)
                .build()) {
            Authority ada = Authority.of(Actor.of("ada"), Permissions.of("files:*"));
            IssuedKey issued = apiKeys.administer(ada).issue(KeyRequest.of("CI pipeline", Permissions.of("files:read")));
            tell(apiKeys.authenticate(issued.revealToken(), "here"));
            tell(store);
            tell(KeyManagementServlet.builder(apiKeys).build());
        } finally {
            dataSource.dispose();
        }
    }

    private static void tell(Object part) {
        System.out.println(part.getClass().getSimpleName() + ", in " + part.getClass().getModule().getName());
    }
}
