// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.AotDetector;

/** The example, started from what Spring Boot's processing ahead of time made of it; runs by itself, with the property that says so. */
class AheadOfTimeTest extends ExampleApplicationTest.Walk {

    @Override
    List<String> database() {
        return List.of("--spring.datasource.url=jdbc:h2:mem:ahead;DB_CLOSE_DELAY=-1");
    }

    @Test
    void itRunsOnWhatWasGenerated() throws Exception {
        assertThat(AotDetector.useGeneratedArtifacts()).isTrue();
        assertThat(Class.forName("dev.apikey.example.ExampleApplication__ApplicationContextInitializer"))
                .isNotNull();
        assertThat(Class.forName("dev.apikey.spring.ApiKeyAutoConfiguration__BeanDefinitions")).isNotNull();
    }
}
