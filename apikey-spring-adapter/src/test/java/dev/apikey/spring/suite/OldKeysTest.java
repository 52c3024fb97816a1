// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import static dev.apikey.spring.security.ApiKeyConfigurer.apiKeys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.GET;

import dev.apikey.servlet.Credential;
import dev.apikey.spring.suite.SecuredApplication.Client;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/** An application that had keys of its own, and accepts them beside the library's in the same chain. */
class OldKeysTest {

    record OldKey(String userId, List<String> permissions) {}

    /** The old table. */
    static final class OldKeys {

        private final AtomicInteger asked = new AtomicInteger();

        Optional<OldKey> find(String token) {
            asked.incrementAndGet();
            return token.equals("sk_of_ben") ? Optional.of(new OldKey("ben", List.of("files:read"))) : Optional.empty();
        }
    }

    // region filter
    static final class OldKeyFilter extends OncePerRequestFilter {

        private final OldKeys oldKeys;

        OldKeyFilter(OldKeys oldKeys) {
            this.oldKeys = oldKeys;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (Credential.of(request) instanceof Credential.BearerToken bearer) {
                oldKeys.find(bearer.token()).ifPresent(key -> {
                    SecurityContext context = SecurityContextHolder.createEmptyContext();
                    context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                            key.userId(), null, AuthorityUtils.createAuthorityList(key.permissions())));
                    SecurityContextHolder.setContext(context);
                });
            }
            chain.doFilter(request, response); // whom nobody found is refused by the rules of the chain
        }
    }
    // end filter

    @Configuration(proxyBeanMethods = false)
    static class SideBySide {

        @Bean
        OldKeys oldKeys() {
            return new OldKeys();
        }

        // region chain
        @Bean
        SecurityFilterChain api(HttpSecurity http, OldKeys oldKeys) throws Exception {
            return http.securityMatcher("/api/**")
                    .with(apiKeys(), keys -> keys.otherTokens())
                    .addFilterBefore(new OldKeyFilter(oldKeys), UsernamePasswordAuthenticationFilter.class)
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .authorizeHttpRequests(requests -> requests.requestMatchers(GET, "/api/**")
                            .hasAuthority("files:read")
                            .anyRequest()
                            .hasAuthority("files:write"))
                    .build();
        }
        // end chain
    }

    private static SecuredApplication application;
    private static Client client;

    @BeforeAll
    static void start() {
        application = SecuredApplication.start(
                SideBySide.class, "apikey.guard=chains", "apikey.owners.follow-users=false", "apikey.realm=acme");
        client = application.client();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void forget() {
        application.bean(OldKeys.class).asked.set(0);
    }

    @Test
    void areAcceptedBesideNewOnes() throws Exception {
        assertThat(client.get("/api/who", "Authorization", "Bearer sk_of_ben").body())
                .isEqualTo("ben");
        assertThat(client.get("/api/who", application.issue("ben", "files:read"))
                        .body())
                .isEqualTo("ben");
    }

    @Test
    void mayDoWhatTheirScopesSay() throws Exception {
        assertThat(client.post("/api/files", "{}", "Authorization", "Bearer sk_of_ben")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void areRefusedAsAnybodyIfTheyAreNotKnown() throws Exception {
        assertThat(client.get("/api/who", "Authorization", "Bearer sk_unknown").statusCode())
                .isEqualTo(401);
        assertThat(client.get("/api/who", "Authorization", "Bearer sk_of_ben", "Authorization", "Bearer sk_of_ben")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void areTheOnlyOnesThatTheOldTableIsAskedFor() throws Exception {
        String token = application.issue("ben", "files:read").revealToken();
        client.get("/api/who", "Authorization", "Bearer " + token);
        client.get("/api/who", "Authorization", "Bearer " + token.substring(0, 40));
        assertThat(application.bean(OldKeys.class).asked).hasValue(0);
        client.get("/api/who", "Authorization", "Bearer sk_of_ben");
        assertThat(application.bean(OldKeys.class).asked).hasValue(1);
    }
}
