// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyStore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Shows whoever starts the example for the first time a key to try; not its tests, which keep keys in memory. */
@Component
@ConditionalOnProperty(name = "apikey.store", havingValue = "jdbc", matchIfMissing = true)
class FirstKey {

    private final ApiKeys apiKeys;
    private final KeyStore store;

    FirstKey(ApiKeys apiKeys, KeyStore store) {
        this.apiKeys = apiKeys;
        this.store = store;
    }

    @EventListener
    void show(ServletWebServerInitializedEvent started) {
        String address = "http://127.0.0.1:" + started.getWebServer().getPort();
        System.out.println("Listening on " + address);
        if (store.events(1, 1).isEmpty()) {
            Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
            IssuedKey issued = apiKeys.administer(ada).issue(KeyRequest.of("First key", Permissions.of("*")));
            System.out.printf(
                    "%nThe first key has full access and is shown only now. Try it:%n%n"
                            + "  curl -H 'Authorization: Bearer %s' %s/api/files%n%n",
                    issued.revealToken(), address);
        }
        System.out.println("Stop it with Ctrl-C.");
    }
}
