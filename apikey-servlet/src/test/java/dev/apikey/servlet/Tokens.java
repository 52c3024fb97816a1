// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.MovableClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Tokens of ben's keys in every state, and tokens that are wrong in every way, by name: a test writes {@code {reader}} into a
 * request and never sees the token, so that none gets into its output.
 */
public final class Tokens {

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECK_LENGTH = 6;

    private final Map<String, String> byName = new LinkedHashMap<>();
    private final ApiKeys apiKeys;

    private Tokens(ApiKeys apiKeys) {
        this.apiKeys = apiKeys;
    }

    /** With keys whose names say what they are, all of them in {@link #apiKeys}. */
    public static Tokens create() {
        return create((result, source) -> {});
    }

    /** The same, with somebody who hears of every decision. */
    public static Tokens create(KeyObserver observer) {
        MovableClock clock = MovableClock.at("2026-11-24T10:00:00Z");
        Tokens tokens =
                new Tokens(builder("acme_live").clock(clock).observer(observer).build());
        IssuedKey expired = tokens.add("expired", lasting(Duration.ofHours(1)));
        clock.move(Duration.ofHours(1));
        IssuedKey reader = tokens.add("reader", request("files:read"));
        tokens.add("writer", request("files:write"));
        tokens.add("everything", request("*"));
        tokens.add("other reader", request("files:read").withOwner("eve"));
        tokens.add("default reader", request("default:read"));
        tokens.add("default writer", request("default:write"));

        KeyAdministration admin = tokens.administration();
        admin.disable(tokens.add("disabled", request("*")).key().id());
        admin.revoke(tokens.add("revoked", request("*")).key().id(), "left the company");

        tokens.byName.put("malformed", "abc");
        tokens.byName.put(
                "unknown", issue(builder("acme_live").build(), request("*")).revealToken());
        tokens.byName.put(
                "foreign prefix",
                issue(builder("acme_test").build(), request("*")).revealToken());
        tokens.byName.put("wrong check", withLastCharacterChanged(reader.revealToken()));
        tokens.byName.put("wrong secret", withSecretChanged(reader.revealToken()));
        tokens.byName.put("wrong secret of expired", withSecretChanged(expired.revealToken()));
        return tokens;
    }

    public static ApiKeys.Builder builder(String prefix) {
        return ApiKeys.builder()
                .prefix(prefix)
                .vocabulary("files:read", "files:write")
                .store(KeyStore.inMemory())
                .hasher(fastHasher());
    }

    public static HmacSha256Hasher fastHasher() {
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        return HmacSha256Hasher.of(PepperRing.of(pepper));
    }

    public static KeyRequest request(String permission) {
        return KeyRequest.of("test", Permissions.of(permission)).withOwner("ben");
    }

    private static KeyRequest lasting(Duration lifetime) {
        return request("*").withLifetime(Lifetime.of(lifetime));
    }

    public static IssuedKey issue(ApiKeys apiKeys, KeyRequest request) {
        return administration(apiKeys).issue(request);
    }

    private static KeyAdministration administration(ApiKeys apiKeys) {
        return apiKeys.administer(
                Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all()));
    }

    private KeyAdministration administration() {
        return administration(apiKeys);
    }

    private IssuedKey add(String name, KeyRequest request) {
        IssuedKey issued = issue(apiKeys, request);
        byName.put(name, issued.revealToken());
        return issued;
    }

    public ApiKeys apiKeys() {
        return apiKeys;
    }

    /** The text with each {@code {name}} replaced by that token. */
    public String fill(String text) {
        String filled = text;
        for (Map.Entry<String, String> token : byName.entrySet()) {
            filled = filled.replace("{" + token.getKey() + "}", token.getValue());
        }
        return filled;
    }

    private static String withLastCharacterChanged(String token) {
        int last = token.length() - 1;
        return token.substring(0, last) + (token.charAt(last) == '0' ? '1' : '0');
    }

    /** Another secret with the check that fits it, as a stranger who knows the format would write it. */
    public static String withSecretChanged(String token) {
        int checkAt = token.length() - CHECK_LENGTH;
        String body = token.substring(0, checkAt - 1) + (token.charAt(checkAt - 1) == '0' ? '1' : '0');
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder check = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < CHECK_LENGTH; i++) {
            check.insert(0, BASE62.charAt((int) (rest % BASE62.length())));
            rest /= BASE62.length();
        }
        return body + check;
    }
}
