// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.ApiKeys;
import dev.apikey.KeyAdministration;
import dev.apikey.Rotation;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A node that changes keys until it is killed, and says of each change, once it was told that it is made, what it was. */
final class KilledNode {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    private final KeyAdministration keys;
    private final ApiKeys node;
    private final KeyStore store;
    private final Random random;
    private final List<UUID> live = new ArrayList<>();

    private KilledNode(ApiKeys node, KeyStore store, Random random) {
        this.node = node;
        this.keys = Nodes.administer(node);
        this.store = store;
        this.random = random;
    }

    public static void main(String[] arguments) {
        ConnectionPool pool = ConnectionPool.open(arguments[0], arguments[1], arguments[2]);
        ApiKeys node = Nodes.builder(pool.dataSource()).build();
        KilledNode killed =
                new KilledNode(node, JdbiKeyStore.of(pool.dataSource()), new Random(Long.parseLong(arguments[3])));
        while (true) {
            killed.change();
        }
    }

    private void change() {
        int choice = live.size() < 3 ? 0 : random.nextInt(10);
        if (choice < 3) {
            UUID id = Nodes.issue(node).key().id();
            live.add(id);
            say("ISSUED", id);
        } else if (choice < 5) {
            UUID old = any();
            UUID successor =
                    keys.rotate(old, Rotation.standard()).orElseThrow().key().id();
            live.add(successor);
            say("ROTATED", old);
            say("ISSUED", successor);
        } else if (choice < 7) {
            UUID id = any();
            keys.revoke(id, "leaked");
            say("REVOKED", id);
        } else if (choice < 8) {
            UUID id = any();
            keys.delete(id);
            say("DELETED", id);
        } else {
            UUID id = live.get(random.nextInt(live.size()));
            store.recordUse(List.of(new KeyUse(id, DAY, 1, Instant.now())));
            say("USED", id);
        }
    }

    private UUID any() {
        return live.remove(random.nextInt(live.size()));
    }

    /** With an end, so that a line of which only a part came is known. */
    private static void say(String what, UUID id) {
        System.out.println(what + " " + id + " .");
    }
}
