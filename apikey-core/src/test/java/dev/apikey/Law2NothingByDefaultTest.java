// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.AuthenticationResult.Authenticated;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No permission means no access; managing keys by key is granted by name. */
class Law2NothingByDefaultTest {

    private final Sandbox sandbox = new Sandbox();

    @Test
    void noPermissionAllowsAndCoversNothing() {
        assertThat(ReferencePermissions.universe())
                .noneMatch(Permissions.none()::allow)
                .noneMatch(permission -> Permissions.none().covers(Permissions.of(permission)));
    }

    @Test
    void nobodyCanAskForAKeyWithoutPermission() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRequest.of("CI", Permissions.none()))
                .withMessage("permissions must name at least one: full access is the pattern *");
    }

    @Test
    void anAuthorityWithoutCeilingGrantsNothing() {
        KeyAdministration nobody = sandbox.builder().build().administer(Authority.of(Sandbox.ADA, Permissions.none()));
        assertThatExceptionOfType(AuthorityExceededException.class)
                .isThrownBy(() -> nobody.issue(KeyRequest.of("CI", Permissions.of("files:read"))));
        assertThat(sandbox.events()).isEmpty();
    }

    @Test
    void aRecordWithoutPermissionIsAKeyThatMayDoNothing() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.none(), null, null, null), ScriptedHasher.HASH);
        ApiKeys keys = sandbox.builder().hasher(ScriptedHasher.fast(() -> true)).build();
        Authenticated result =
                (Authenticated) keys.authenticate(Token.generate("acme_live", id, new SecureRandom()), "test");
        assertThat(ReferencePermissions.universe()).noneMatch(result.key().permissions()::allow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"apikeys:read", "apikeys:write", "apikeys:anything"})
    void noWildcardReachesKeyManagement(String permission) {
        Permissions wildcards = Permissions.of("*", "*:*", "*:read", "*:write", "*:anything", "apikey:*", "apikeys2:*");
        assertThat(wildcards.allow(permission)).isFalse();
        assertThat(wildcards.covers(Permissions.of(permission))).isFalse();
        assertThat(Permissions.of(permission).allow(permission)).isTrue();
    }

    @Test
    void fullAccessDoesNotGrantKeyManagement() {
        KeyAdministration ada = sandbox.builder().build().administer(Authority.of(Sandbox.ADA, Permissions.of("*")));
        assertThatExceptionOfType(AuthorityExceededException.class)
                .isThrownBy(() -> ada.issue(KeyRequest.of("CI", Permissions.of("apikeys:read"))));
    }

    @Test
    void oneOfThemDoesNotImplyTheOther() {
        assertThat(Permissions.of("apikeys:write").allow("apikeys:read")).isFalse();
        assertThat(Permissions.of("apikeys:write").covers(Permissions.of("apikeys:read")))
                .isFalse();
    }
}
