// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints what is wrong with the settings, and the remedy, in the place of a stack trace. Made by Spring Boot. */
final class ApiKeyFailureAnalyzer extends AbstractFailureAnalyzer<ApiKeySetupException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ApiKeySetupException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
