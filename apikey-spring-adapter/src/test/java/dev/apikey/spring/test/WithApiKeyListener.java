// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.test;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/** Makes the key of {@link WithApiKey} before a test, and erases the test's keys behind it. Found by Spring. */
final class WithApiKeyListener extends AbstractTestExecutionListener {

    WithApiKeyListener() {}

    @Override
    public void beforeTestMethod(TestContext test) {
        WithApiKey wanted = wanted(test);
        if (wanted != null) {
            TestKeys.present(TestKeys.issueForTest(test.getApplicationContext(), wanted.owner(), wanted.permissions())
                    .revealToken());
        }
    }

    private static @Nullable WithApiKey wanted(TestContext test) {
        WithApiKey ofMethod = AnnotatedElementUtils.findMergedAnnotation(test.getTestMethod(), WithApiKey.class);
        return ofMethod != null
                ? ofMethod
                : TestContextAnnotationUtils.findMergedAnnotation(test.getTestClass(), WithApiKey.class);
    }

    @Override
    public void afterTestMethod(TestContext test) {
        TestKeys.end();
    }
}
