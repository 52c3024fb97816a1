// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @Nested
    class IsAmbiguous {

        /** What is looked for, each by itself, in whatever is made of it. */
        @Test
        void withATrapAnywhere() {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            Pattern trap = Pattern.compile(
                    "%(2[eEfF]|5[cC]|[01][0-9a-fA-F]|7[fF])|[\\\\\\x00-\\x1f\\x7f]|//|/\\.{1,2}(/|$)|;|%(?![0-9a-fA-F]{2})|%[89a-fA-F]");
            String[] parts = {
                "/", "a", ".", "..", "%", "%2", "%2f", "%2E", "%41", "%7F", "%00", "%c3", ";", "\\", "\n", "\u007f",
                "é", "~"
            };
            for (int i = 0; i < 100_000; i++) {
                StringBuilder uri = new StringBuilder("/");
                for (int length = random.nextInt(6); length > 0; length--) {
                    uri.append(parts[random.nextInt(parts.length)]);
                }
                // Two of the parts make the one character of UTF-8 that they can: it is no trap.
                String looked = uri.toString().replace("%c3%aa", "e");
                assertThat(RequestTarget.isAmbiguous(uri.toString()))
                        .as("seed %d: <%s>", seed, uri)
                        .isEqualTo(trap.matcher(looked).find());
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/a;",
                    "/a;b",
                    "/a;b=c",
                    "/;",
                    "/a;b/c",
                    "/a;jsessionid=1/b",
                    "/a;jsessionid=1;b",
                    "/a;b;jsessionid=1",
                    "/a;jsessionid=1;jsessionid=2",
                    "/a;JSESSIONID=1",
                    "/a;jsessionid",
                    "/a;jsessionid=%2e",
                    "/a;jsessionid=a/b",
                    "/..;jsessionid=1",
                    "/a/..;/b",
                    "/a/.;jsessionid=1"
                })
        void withASemicolon(String uri) {
            assertThat(RequestTarget.isAmbiguous(uri)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/a%2fb",
                    "/a%2Fb",
                    "/a%5cb",
                    "/a%5Cb",
                    "/%2e/a",
                    "/%2E%2E/a",
                    "/a/.%2e/b",
                    "/a%2e",
                    "/a/%2e%2e%2fb",
                    "/a%00",
                    "/a%0a",
                    "/a%0D%0Ab",
                    "/a%1f",
                    "/a%7f",
                    "/a%7F",
                    "/a%09b"
                })
        void withAnEncodedTrap(String uri) {
            assertThat(RequestTarget.isAmbiguous(uri)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/%ff",
                    "/%c0%ae",
                    "/%c0%af",
                    "/%e0%80%af",
                    "/%f0%80%80%af",
                    "/%e9",
                    "/%c3",
                    "/%c3a%a9",
                    "/%ed%a0%80",
                    "/%f5%80%80%80",
                    "/%",
                    "/%c",
                    "/%zz",
                    "/%+1"
                })
        void withBytesThatAreNoUtf8(String uri) {
            assertThat(RequestTarget.isAmbiguous(uri)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/a\\b", "\\a", "/a\nb", "/a\tb", "/a\u0000", "/a\u001f", "/a\u007f"})
        void withARawTrap(String uri) {
            assertThat(RequestTarget.isAmbiguous(uri)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "//", "//a", "/a//b", "/a//", "/.", "/..", "/./a", "/../a", "/a/./b", "/a/../b", "/a/..", "/a/."
                })
        void withAnEmptyOrADotSegment(String uri) {
            assertThat(RequestTarget.isAmbiguous(uri)).isTrue();
        }
    }

    @Nested
    class IsPlain {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/",
                    "/a",
                    "/a/",
                    "/a/b/",
                    "/a.b",
                    "/...",
                    "/.a",
                    "/a.",
                    "/a/..b",
                    "/a..b/c",
                    "/%61",
                    "/a%20b",
                    "/a%25b",
                    "/a%252fb",
                    "/%c3%a9",
                    "/a%2Db",
                    "/a%5Bb",
                    "/a,b=c",
                    "/a:b@c",
                    "/~a",
                    "/a+b",
                    "*",
                    ""
                })
        void withoutATrap(String uri) {
            assertThat(RequestTarget.isAmbiguous(uri)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/a;jsessionid=",
                    "/a;jsessionid=0A1b",
                    "/a/;jsessionid=0A.node-1",
                    "/a;jsessionid=x!1~a+b:c_d"
                })
        void withASessionIdAtItsEnd(String uri) {
            assertThat(RequestTarget.isAmbiguous(uri)).isFalse();
        }
    }
}
