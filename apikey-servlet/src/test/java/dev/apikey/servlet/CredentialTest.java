// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

    private static Credential read(String... lines) {
        return Credential.read(List.of(lines));
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
