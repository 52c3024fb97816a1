// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names properties that there are not, and leaves out their values: Spring Boot would print a pepper whose name was mistyped. Made by Spring Boot. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, UnboundConfigurationPropertiesException unknown) {
        List<String> ours = unknown.getUnboundProperties().stream()
                .map(property -> property.getName().toString())
                .filter(name -> name.startsWith("apikey."))
                .sorted()
                .toList();
        return ours.isEmpty()
                ? null
                : new FailureAnalysis(
                        "there is no property " + String.join(", ", ours),
                        "Correct the name, or take it out. docs/reference/properties.md has all of them.",
                        unknown);
    }
}
