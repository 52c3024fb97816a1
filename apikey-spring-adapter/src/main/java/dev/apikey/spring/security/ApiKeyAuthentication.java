// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.ApiKey;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.Permissions;
import dev.apikey.servlet.ApiKeyPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Transient;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * A request that came with an API key, to Spring Security: the principal is the {@link ApiKey}, the name is the key's owner, and the authorities are
 * the permissions that exist in the application and that the request may use. Not thread-safe, as Spring Security's own are not.
 *
 * <pre>{@code
 * @GetMapping("/api/files")
 * @PreAuthorize("hasAuthority('files:read')")
 * List<String> files(@AuthenticationPrincipal ApiKey key) {
 *     return files.of(key.owner());
 * }
 * }</pre>
 *
 * <p><b>Security.</b> No authority is a pattern such as {@code *}, and none is a role: a key never meets {@code hasRole}. It holds no token. It is
 * not meant for sessions, and does not survive in one.
 */
@Transient // Whatever saves contexts to sessions leaves it out.
public final class ApiKeyAuthentication extends AbstractAuthenticationToken implements ApiKeyPrincipal {

    private static final long serialVersionUID = 1L;

    private final transient ApiKey key;
    private final transient Permissions permissions;
    private final transient Optional<Authenticated> decision;

    private ApiKeyAuthentication(
            ApiKey key, Permissions permissions, List<String> authorities, Optional<Authenticated> decision) {
        super(AuthorityUtils.createAuthorityList(authorities));
        this.key = Objects.requireNonNull(key, "key");
        this.permissions = Objects.requireNonNull(permissions, "permissions");
        this.decision = decision;
        super.setAuthenticated(true);
    }

    /**
     * An authentication by this key; for adapters, which have got the key from a decision, and for tests.
     *
     * @param permissions what the request may do
     * @param authorities the same, a permission each, as {@link dev.apikey.ApiKeys#allowedBy} spells them out
     */
    public static ApiKeyAuthentication of(ApiKey key, Permissions permissions, List<String> authorities) {
        return new ApiKeyAuthentication(key, permissions, authorities, Optional.empty());
    }

    static ApiKeyAuthentication of(Authenticated decision, List<String> authorities) {
        return new ApiKeyAuthentication(decision.key(), decision.permissions(), authorities, Optional.of(decision));
    }

    /** What was decided; nothing where somebody else decides again when a request goes on later. */
    Optional<Authenticated> decision() {
        return decision;
    }

    @Override
    public ApiKey key() {
        return key;
    }

    @Override
    public Permissions permissions() {
        return permissions;
    }

    /** The key. */
    @Override
    public ApiKey getPrincipal() {
        return key;
    }

    /** Nothing: the token is not kept. */
    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    /** The owner of the key. */
    @Override
    public String getName() {
        return key.owner();
    }
}
