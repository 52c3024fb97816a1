// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.security.SecureRandom;
import java.util.function.Consumer;

/** An application as a host writes it, with a class loader of its own that holds our classes, as the libraries of a WAR do. */
public final class RedeployedApplication implements Consumer<ServletContext> {

    /** Attributes, all of them strings, because whoever reads them has other classes. */
    static final String HASHER = "hasher";

    static final String TOKEN = "token";

    /** For the class loader of the application. */
    public RedeployedApplication() {}

    @Override
    public void accept(ServletContext context) {
        ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .store(KeyStore.inMemory())
                .hasher(hasher((String) context.getAttribute(HASHER)))
                .build();
        Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
        context.setAttribute(
                TOKEN,
                apiKeys.administer(ada)
                        .issue(KeyRequest.of("test", Permissions.of("*")))
                        .revealToken());
        context.addServlet("identity", new IdentityServlet()).addMapping("/*");
        context.addListener(new Closing(apiKeys));
        ApiKeyFilter.builder(apiKeys).build().addTo(context, "/*");
    }

    private static SecretHasher hasher(String name) {
        if (name.equals("argon2id")) {
            return Argon2idHasher.recommended();
        }
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        return HmacSha256Hasher.of(PepperRing.of(pepper));
    }

    /** Closes with the application. */
    private record Closing(ApiKeys apiKeys) implements ServletContextListener {

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            apiKeys.close();
        }
    }
}
