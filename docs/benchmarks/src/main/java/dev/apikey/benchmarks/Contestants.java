// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import static dev.apikey.spring.security.ApiKeyConfigurer.apiKeys;
import static org.springframework.security.config.Customizer.withDefaults;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.apikey.ApiKeys;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/** How a stateless chain of Spring Security may authenticate, each as its documentation says. All ask for {@code files:read}. */
final class Contestants {

    private static final String SCOPE = "SCOPE_files:read";

    private final ConcurrentMap<String, OAuth2AuthenticatedPrincipal> introspected = new ConcurrentHashMap<>();

    /** What distinguishes a chain. */
    interface Rules {

        HttpSecurity apply(HttpSecurity http) throws Exception;
    }

    /** Tokens that pass a chain. */
    interface Issuing {

        /** The same number is the same owner. */
        String token(int number) throws JOSEException;
    }

    /** A chain, and tokens that pass it. */
    record Contestant(Rules rules, Issuing issuing) {}

    static Contestant nobody() {
        return new Contestant(
                http -> http.authorizeHttpRequests(
                        requests -> requests.anyRequest().permitAll()),
                number -> CpuPerRequest.NO_TOKEN);
    }

    /** The bean {@link ApiKeys} decides. */
    static Contestant ourKeys(Issuing tokens) {
        return new Contestant(
                http -> http.with(apiKeys(), withDefaults())
                        .authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority("files:read")),
                tokens);
    }

    /** Cached in a map, so that nobody is asked. */
    OpaqueTokenIntrospector introspector() {
        return token -> introspected.computeIfAbsent(token, Contestants::introspect);
    }

    private static OAuth2AuthenticatedPrincipal introspect(String token) {
        return new DefaultOAuth2AuthenticatedPrincipal(
                Map.of("sub", "ada", "exp", Instant.now().plusSeconds(86_400)),
                AuthorityUtils.createAuthorityList(List.of(SCOPE)));
    }

    Contestant opaque() {
        return new Contestant(
                http -> http.oauth2ResourceServer(
                                server -> server.opaqueToken(token -> token.introspector(introspector())))
                        .authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority(SCOPE)),
                number -> "an-opaque-token-of-eighty-characters-as-authorization-servers-issue-them-"
                        + (1_000_000 + number));
    }

    static Contestant hs256() throws JOSEException {
        byte[] shared = new byte[32];
        new SecureRandom().nextBytes(shared);
        return jwt(
                NimbusJwtDecoder.withSecretKey(new SecretKeySpec(shared, "HmacSHA256"))
                        .build(),
                JWSAlgorithm.HS256,
                new MACSigner(shared));
    }

    static Contestant rs256() throws JOSEException {
        RSAKey rsa = new RSAKeyGenerator(2_048).generate();
        return jwt(
                NimbusJwtDecoder.withPublicKey(rsa.toRSAPublicKey()).build(),
                JWSAlgorithm.RS256,
                new RSASSASigner(rsa));
    }

    /** The builder takes RSA keys and secrets only: a key of another kind is given to the processor. */
    static Contestant es256() throws JOSEException {
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.ES256, new ImmutableJWKSet<>(new JWKSet(ec.toPublicJWK()))));
        return jwt(new NimbusJwtDecoder(processor), JWSAlgorithm.ES256, new ECDSASigner(ec));
    }

    private static Contestant jwt(JwtDecoder decoder, JWSAlgorithm algorithm, JWSSigner signer) {
        return new Contestant(
                http -> http.oauth2ResourceServer(server -> server.jwt(jwt -> jwt.decoder(decoder)))
                        .authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority(SCOPE)),
                number -> RivalsBenchmark.Jwt.sign(algorithm, signer, "ada-" + number));
    }
}
