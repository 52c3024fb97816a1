// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Requests that a test sends through Spring Boot's {@code MockMvc}, and through clients bound to it, come with a key that the application issues for the test. A
 * request with an {@code Authorization} field of its own is left as it is; a test without the annotation comes without a key, and is answered 401.
 *
 * <pre>{@code
 * @Test
 * @WithApiKey(permissions = "files:read")
 * void readsFiles() throws Exception {
 *     mvc.perform(get("/api/files")).andExpect(status().isOk());
 * }
 * }</pre>
 *
 * <p>On a class it is for each of its tests; the one of a method takes its place. A {@code MockMvc} that a test builds by itself needs
 * {@code builder.apply(ApiKeyRequests.withApiKeys())}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface WithApiKey {

    /** What the key may do, as in {@code Permissions.of}: of the application's vocabulary. */
    String[] permissions();

    /** Whom it acts for: somebody whom the application's {@code OwnerRights} know, if it has any. Default: {@code user}. */
    String owner() default "user";
}
