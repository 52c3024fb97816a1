// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A store and a hasher of a host's own under the whole library. */
class OwnPartsTest {

    private static ApiKeys withOwnParts() {
        // region own-parts
        ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .store(new SnapshotStore())
                .hasher(new Pbkdf2Hasher())
                .alsoVerify(Argon2idHasher.recommended()) // keys that were hashed before the change
                .build();
        // end own-parts
        return apiKeys;
    }

    @Test
    void areAskedForWhatThePageLists() throws IOException {
        List<String> listed = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                .matcher(Files.readString(Path.of("how-to/write-a-key-store.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(KeyStore.class.getMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .map(Method::getName)
                        .toList());
    }

    @Test
    void carryAKeyFromItsIssueToItsEnd() {
        try (ApiKeys apiKeys = withOwnParts()) {
            Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all());
            KeyAdministration keys = apiKeys.administer(ada);
            IssuedKey issued = keys.issue(KeyRequest.of("CI pipeline", Permissions.of("default:read")));
            assertThat(apiKeys.authenticate(issued.revealToken(), "203.0.113.7"))
                    .isInstanceOf(Authenticated.class);
            assertThat(keys.countByHash()).containsOnlyKeys("pbkdf2-sha256 i=10000");

            keys.revoke(issued.key().id(), "laptop lost");
            assertThat(apiKeys.authenticate(issued.revealToken(), "203.0.113.7"))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.REVOKED));
            assertThat(keys.history(issued.key().id(), Long.MAX_VALUE, 9)).hasSize(2);
        }
    }
}
