// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A parameter of a JUnit test that gets the token of a key, which the application issues for the test: for requests over HTTP, with whichever client.
 *
 * <pre>{@code
 * @Test
 * void readsFiles(@ApiKeyToken(permissions = "files:read") String token) {
 *     client.get().uri("/api/files").headers(headers -> headers.setBearerAuth(token)).exchange().expectStatus().isOk();
 * }
 * }</pre>
 *
 * <p>The parameter is a {@code String}, or an {@code IssuedKey} where the test wants the key's id as well. Its key is erased after the test; that of a
 * constructor or a {@code @BeforeAll} method ends by itself after an hour.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@ExtendWith(ApiKeyTokens.class)
public @interface ApiKeyToken {

    /** As {@link WithApiKey#permissions}. */
    String[] permissions();

    /** As {@link WithApiKey#owner}. */
    String owner() default "user";
}
