// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A node that is told tokens, uses each of them, says when it has written that down, uses them again, and waits for its end. */
final class FlushingNode {

    private FlushingNode() {}

    private record Flushes(CountDownLatch first) implements KeyObserver {

        @Override
        public void decided(AuthenticationResult result, String source) {}

        @Override
        public void happened(EngineEvent event) {
            if (event instanceof EngineEvent.Flushed) {
                first.countDown();
            }
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Flushes flushes = new Flushes(new CountDownLatch(1));
        try (ConnectionPool pool = ConnectionPool.open(arguments[0], arguments[1], arguments[2]);
                ApiKeys node =
                        Nodes.builder(pool.dataSource()).observer(flushes).build()) {
            int uses = Integer.parseInt(arguments[3]);
            List<String> tokens = new ArrayList<>();
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                tokens.add(line);
            }
            use(node, tokens, uses);
            System.out.println("used");
            flushes.first().await();
            System.out.println("flushed");
            use(node, tokens, uses);
            System.out.println("used again");
            new CountDownLatch(1).await();
        }
    }

    private static void use(ApiKeys node, List<String> tokens, int uses) {
        for (String token : tokens) {
            int left = uses;
            while (left > 0) {
                left -= node.authenticate(token, Nodes.SOURCE) instanceof Authenticated ? 1 : 0;
            }
        }
    }
}
