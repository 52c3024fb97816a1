// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Bindable.BindRestriction;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the host has set any of {@link ApiKeyProperties}: one that names rules but forgets the prefix shall not start, rather than
 * start unguarded. Boot's own condition on the prefix would see nothing there, nor in the prefix {@code false}.
 */
final class OnApiKeyProperties extends SpringBootCondition {

    /** An environment variable {@code APIKEY} is somebody else's. */
    private static final Bindable<ApiKeyProperties> PROPERTIES =
            Bindable.of(ApiKeyProperties.class).withBindRestrictions(BindRestriction.NO_DIRECT_PROPERTY);

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("API keys");
        return areSet(context.getEnvironment())
                ? ConditionOutcome.match(message.because("a property apikey.* is set"))
                : ConditionOutcome.noMatch(message.because("no property apikey.* is set"));
    }

    private static boolean areSet(Environment environment) {
        try {
            return Binder.get(environment).bind("apikey", PROPERTIES).isBound();
        } catch (BindException wrong) {
            // Set, but wrong: the bean of the properties says what, in Boot's usual words.
            return true;
        }
    }
}
