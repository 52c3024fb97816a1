// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathRuleTest {

    @Nested
    class Parse {

        @Test
        void readsAPermissionForASubtree() {
            assertThat(PathRule.parse("GET /files/** files:read"))
                    .isEqualTo(new PathRule("GET", "/files", true, new Access.Needs("files:read")));
        }

        @Test
        void readsTheOtherAccessesForAnExactPath() {
            assertThat(PathRule.parse("* /a/b authenticated"))
                    .isEqualTo(new PathRule("*", "/a/b", false, new Access.Authenticated()));
            assertThat(PathRule.parse("POST /a public").access()).isEqualTo(new Access.Public());
            assertThat(PathRule.parse("M-SEARCH /a denied").access()).isEqualTo(new Access.Denied());
        }

        @Test
        void readsThatALoginWillDoAsWell() {
            assertThat(PathRule.parse("GET /a files:read or login").access())
                    .isEqualTo(new Access.OrLogin(new Access.Needs("files:read")));
            assertThat(PathRule.parse("GET /a authenticated  or \t login ").access())
                    .isEqualTo(new Access.OrLogin(new Access.Authenticated()));
        }

        @Test
        void readsTheRoot() {
            assertThat(PathRule.parse("GET / public")).isEqualTo(new PathRule("GET", "/", false, new Access.Public()));
            assertThat(PathRule.parse("GET /** public")).isEqualTo(new PathRule("GET", "", true, new Access.Public()));
        }

        @Test
        void doesNotMindWhiteSpaceBetweenTheParts() {
            assertThat(PathRule.parse("  GET \t /files    files:read \n"))
                    .isEqualTo(PathRule.parse("GET /files files:read"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/a.b", "/...", "/.well-known/x", "/a..b", "/größe", "/a:b@c", "/a+b"})
        void takesOtherCharactersAsTheyAre(String path) {
            assertThat(PathRule.parse("GET " + path + " public").path()).isEqualTo(path);
        }

        @ParameterizedTest
        @ValueSource(strings = {"apikeys:read", "default:write", "a.b-c_d:e.f"})
        void takesEveryPermission(String permission) {
            assertThat(PathRule.parse("GET /a " + permission).access()).isEqualTo(new Access.Needs(permission));
        }
    }

    @Nested
    class Refuses {

        private static final String FORM = "must be a method or *, a path and an access";
        private static final String METHOD = "must leave out HEAD, which follows GET, and TRACE";
        private static final String PATH = "must name a decoded path without ; % ? #";
        private static final String ACCESS = "must ask for a permission such as files:read, or for authenticated";

        private static void refused(String rule, String remedy) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PathRule.parse(rule))
                    .withMessageStartingWith("rule ")
                    .withMessageContaining(remedy)
                    .withMessageEndingWith(": " + rule.strip());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "GET",
                    "GET /files",
                    "/files files:read",
                    "GET files files:read",
                    "get /files files:read",
                    "GET,POST /files files:read",
                    "GET /my files files:read",
                    "** /files files:read"
                })
        void whatHasNotThreeParts(String rule) {
            refused(rule, FORM);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"files:read login", "files:read or", "files:read or login or login", "files:read,login"})
        void whatElseStandsBehindTheAccess(String access) {
            refused("GET /files " + access, access.contains(",") ? ACCESS : FORM);
        }

        @ParameterizedTest
        @ValueSource(strings = {"public", "denied"})
        void aLoginWhereItChangesNothing(String access) {
            refused(
                    "GET /files " + access + " or login",
                    "must say \"or login\" behind a permission or authenticated only");
        }

        @ParameterizedTest
        @ValueSource(strings = {"HEAD /files files:read", "TRACE /files denied"})
        void methodsThatCannotBeRuled(String rule) {
            refused(rule, METHOD);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/files/*",
                    "/*",
                    "/*/files",
                    "/files**",
                    "/files/***",
                    "/**/files",
                    "/**/**",
                    "*.html",
                    "/a//b",
                    "//",
                    "/a/./b",
                    "/a/..",
                    "/a/../**",
                    "/a;b",
                    "/a%20b",
                    "/a?b",
                    "/a#b",
                    "/a\\b",
                    "/a\"b",
                    "/a\u0001b",
                    "/a\u007fb"
                })
        void pathsThatWouldNeverBeMet(String path) {
            refused("GET " + path + " files:read", path.startsWith("/") ? PATH : FORM);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/files/", "/files//**", "/a/b/"})
        void aTrailingSlash(String path) {
            refused("GET " + path + " files:read", PATH);
        }

        @ParameterizedTest
        @CsvSource({"*", "files:*", "*:read", "files", "Files:read", "files:read:x", ":", "Public", "permitAll"})
        void otherAccesses(String access) {
            refused("GET /files " + access, ACCESS);
        }
    }
}
