// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.jdbc.ConnectionPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node with the default settings that is told tokens, warms them, and says when each of them is refused. It says numbers only. */
final class FollowingNode {

    private FollowingNode() {}

    public static void main(String[] arguments) throws IOException {
        try (ConnectionPool pool = ConnectionPool.open(arguments[0], arguments[1], arguments[2]);
                ApiKeys node = Nodes.builder(pool.dataSource())
                        .pollInterval(Duration.ofMillis(500))
                        .staleAfter(Duration.ofSeconds(10))
                        .build()) {
            Map<Integer, String> tokens = new LinkedHashMap<>();
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                tokens.put(tokens.size(), line);
            }
            for (String token : tokens.values()) {
                while (!(node.authenticate(token, Nodes.SOURCE) instanceof Authenticated)) {
                    Thread.onSpinWait();
                }
            }
            System.out.println("warm");
            while (!tokens.isEmpty()) {
                tokens.entrySet().removeIf(entry -> isRefused(node, entry.getKey(), entry.getValue()));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private static boolean isRefused(ApiKeys node, int index, String token) {
        boolean refused = node.authenticate(token, Nodes.SOURCE) instanceof Rejected;
        if (refused) {
            System.out.println(index + " " + System.nanoTime());
        }
        return refused;
    }
}
