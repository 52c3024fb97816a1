// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.test;

import java.util.List;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.web.servlet.setup.ConfigurableMockMvcBuilder;

/** Lets every {@code MockMvc} that Spring Boot builds send the key of {@link WithApiKey}. Found by Spring. */
final class MockMvcCustomizerFactory implements ContextCustomizerFactory {

    MockMvcCustomizerFactory() {}

    @Override
    public ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return new KeysInMockMvc();
    }

    /** Equal to any other, so that contexts are shared by tests as before. */
    private record KeysInMockMvc() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext application, MergedContextConfiguration merged) {
            application.getBeanFactory().addBeanPostProcessor(new BuilderPostProcessor());
        }
    }

    private static final class BuilderPostProcessor implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof ConfigurableMockMvcBuilder<?> builder) {
                builder.apply(ApiKeyRequests.withApiKeys());
            }
            return bean;
        }
    }
}
