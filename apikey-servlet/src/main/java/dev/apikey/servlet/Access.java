// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** What a rule or an annotation asks of a request. */
sealed interface Access {

    /** Whether a request with this key may pass. */
    boolean admits(ApiKeyPrincipal key);

    /** Whether a request without a key may pass. */
    default boolean admitsWithoutKey(HttpServletRequest request) {
        return false;
    }

    /** The permissions of which a key needs one; empty where none would help, or none is asked for. */
    default List<String> permissions() {
        return List.of();
    }

    /** A key that allows this permission. */
    record Needs(String permission) implements Access {

        @Override
        public boolean admits(ApiKeyPrincipal key) {
            return key.permissions().allow(permission);
        }

        @Override
        public List<String> permissions() {
            return List.of(permission);
        }
    }

    /** Any key. */
    record Authenticated() implements Access {

        @Override
        public boolean admits(ApiKeyPrincipal key) {
            return true;
        }
    }

    /** Nothing; a credential that comes all the same must be good. */
    record Public() implements Access {

        @Override
        public boolean admits(ApiKeyPrincipal key) {
            return true;
        }

        @Override
        public boolean admitsWithoutKey(HttpServletRequest request) {
            return true;
        }
    }

    /** What nobody has. */
    record Denied() implements Access {

        @Override
        public boolean admits(ApiKeyPrincipal key) {
            return false;
        }
    }

    /** What nobody has, because a path that rules name does without the method. */
    record NotNamed() implements Access {

        @Override
        public boolean admits(ApiKeyPrincipal key) {
            return false;
        }
    }

    /** This of a key; of a request without one, a principal that the host established. */
    record OrLogin(Access ofKey) implements Access {

        @Override
        public boolean admits(ApiKeyPrincipal key) {
            return ofKey.admits(key);
        }

        @Override
        public boolean admitsWithoutKey(HttpServletRequest request) {
            return request.getUserPrincipal() != null;
        }

        @Override
        public List<String> permissions() {
            return ofKey.permissions();
        }
    }

    /** This of a key; nothing of a request without one. */
    record OrNoKey(Access ofKey) implements Access {

        @Override
        public boolean admits(ApiKeyPrincipal key) {
            return ofKey.admits(key);
        }

        @Override
        public boolean admitsWithoutKey(HttpServletRequest request) {
            return true;
        }

        @Override
        public List<String> permissions() {
            return ofKey.permissions();
        }
    }

    /** A key that allows one of these names, or without a key a principal of the host in one of these roles. */
    record OneOf(List<String> names) implements Access {

        @Override
        public boolean admits(ApiKeyPrincipal key) {
            return names.stream().anyMatch(key.permissions()::allow);
        }

        @Override
        public boolean admitsWithoutKey(HttpServletRequest request) {
            return request.getUserPrincipal() != null && names.stream().anyMatch(request::isUserInRole);
        }

        /** A name without a colon is a role of the host, which no key has. */
        @Override
        public List<String> permissions() {
            return names.stream().filter(PathRule::isPermission).toList();
        }
    }
}
