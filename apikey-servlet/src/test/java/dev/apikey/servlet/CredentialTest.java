// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

    private static Credential read(String... lines) {
        return Credential.read(Collections.enumeration(List.of(lines)));
    }

    /** As RFC 9110 and RFC 6750 write it. */
    private static Credential asWritten(String value) {
        Matcher scheme = Pattern.compile("([!#$%&'*+\\-.^_`|~0-9A-Za-z]+)(.*)", Pattern.DOTALL)
                .matcher(value);
        if (!scheme.matches() || !scheme.group(1).equalsIgnoreCase("Bearer")) {
            return new Credential.None();
        }
        Matcher token = Pattern.compile(" +([A-Za-z0-9\\-._~+/]+=*)").matcher(scheme.group(2));
        if (scheme.group(2).contains(",")) {
            return new Credential.Ambiguous();
        }
        return token.matches() ? new Credential.BearerToken(token.group(1)) : new Credential.Malformed();
    }

    @Test
    void isReadAsItIsWritten() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] parts = {
            "Bearer", "bEARER", "Bear", "er", " ", "  ", "\t", "a", "Z9", "=", "==", ",", "-._~+/", "\"", "\u017F",
            "\u0130", "é", "\n"
        };
        for (int i = 0; i < 100_000; i++) {
            StringBuilder value = new StringBuilder(random.nextInt(3) == 0 ? "" : "Bearer ");
            for (int length = random.nextInt(6); length > 0; length--) {
                value.append(parts[random.nextInt(parts.length)]);
            }
            assertThat(read(value.toString())).as("seed %d: <%s>", seed, value).isEqualTo(asWritten(value.toString()));
        }
    }

    @Nested
    class None {

        @Test
        void comesWithoutField() {
            assertThat(read()).isEqualTo(new Credential.None());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "Basic eDp5",
                    "Basic a, Bearer b",
                    "BearerX a",
                    "Bearer2 a",
                    "Bearer-a b",
                    "Beare",
                    "Bearer.a",
                    " Bearer a",
                    "\tBearer a",
                    "\"Bearer\" a",
                    "(Bearer) a",
                    "=Bearer",
                    "Bèarer a",
                    "Ｂearer a"
                })
        void comesWithAnotherScheme(String value) {
            assertThat(read(value)).isEqualTo(new Credential.None());
        }
    }

    @Nested
    class BearerToken {

        @ParameterizedTest
        @ValueSource(strings = {"Bearer x", "bearer x", "BEARER x", "bEaReR    x"})
        void comesBehindTheSchemeInAnyCaseAndSpaces(String value) {
            assertThat(read(value)).isEqualTo(new Credential.BearerToken("x"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "aZ09", "-._~+/", "a=", "a==", "/", "acme_live_1", "Bearer"})
        void isAToken68(String token) {
            assertThat(read("Bearer " + token)).isEqualTo(new Credential.BearerToken(token));
        }

        @Test
        void isKeptOutOfItsText() {
            assertThat(new Credential.BearerToken("telltale").toString()).isEqualTo("BearerToken[]");
        }
    }

    @Nested
    class Malformed {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Bearer",
                    "Bearer ",
                    "Bearer\tx",
                    "Bearer \tx",
                    "Bearer x ",
                    "Bearer x y",
                    "Bearer =",
                    "Bearer =x",
                    "Bearer a=b",
                    "Bearer \"x\"",
                    "Bearer x\n",
                    "Bearer x\u0000",
                    "Bearer x\u00a0",
                    "Bearer\u00a0x",
                    "Bearer é",
                    "Bearer x;y",
                    "Bearer x%20",
                    "Bearer=x",
                    "Bearer\u0307 x",
                    "Bearer:x",
                    "Bearer/x",
                    "Bearer \r\n x"
                })
        void hasNoTokenBehindTheScheme(String value) {
            assertThat(read(value)).isEqualTo(new Credential.Malformed());
        }
    }

    @Nested
    class Ambiguous {

        @ParameterizedTest
        @ValueSource(strings = {"Bearer x,", "Bearer ,x", "Bearer,x", "Bearer x, Bearer y", "Bearer x,y", "bearer ,"})
        void hasACommaBehindTheScheme(String value) {
            assertThat(read(value)).isEqualTo(new Credential.Ambiguous());
        }

        @Test
        void hasMoreThanOneLineOfAnyKind() {
            assertThat(List.of(
                            read("Bearer x", "Bearer x"),
                            read("Basic x", "Bearer x"),
                            read("", "Bearer x"),
                            read("Basic x", "Basic x"),
                            read("", "", "")))
                    .containsOnly(new Credential.Ambiguous());
        }
    }
}
