// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.test;

import dev.apikey.spring.ApiKeyAutoConfiguration;
import dev.apikey.spring.ApiKeySecurityAutoConfiguration;
import dev.apikey.spring.ApiKeyWebAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/** Guards a slice such as {@code @WebMvcTest} by keys in memory, as the whole application would be: slices leave out what they are not told of. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration({
    ApiKeyAutoConfiguration.class,
    ApiKeySecurityAutoConfiguration.class,
    ApiKeyWebAutoConfiguration.class
})
@TestPropertySource(properties = "apikey.store=memory")
public @interface AutoConfigureApiKeys {}
