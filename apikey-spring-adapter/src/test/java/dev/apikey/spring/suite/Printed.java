// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is printed, kept out of the output of the tests, because it may hold a token. */
public final class Printed {

    private Printed() {}

    /** What this prints to the console. */
    public static String by(Work work) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Something that prints. */
    @FunctionalInterface
    public interface Work {

        /** Prints. */
        void run() throws Exception;
    }

    /** The token of a key that nobody keeps. */
    public static String token() {
        try (ApiKeys keys = ApiKeys.builder()
                .prefix("acme_live")
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .build()) {
            return keys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                    .issue(KeyRequest.of("CI pipeline", Permissions.of("*")))
                    .revealToken();
        }
    }

    /** Neither the token is there nor its secret; a failure shows neither. */
    public static void assertMasked(String printed, String token) {
        boolean shown = printed.contains(token.substring(token.length() - 49, token.length() - 33));
        assertThat(shown).as("a part of the secret is shown").isFalse();
        assertThat(printed).contains("acme_live_***" + token.substring(token.length() - 4));
    }
}
