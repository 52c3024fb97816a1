// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.test;

import dev.apikey.IssuedKey;
import java.lang.reflect.Constructor;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Makes the keys of {@link ApiKeyToken}. */
final class ApiKeyTokens implements ParameterResolver {

    ApiKeyTokens() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.isAnnotated(ApiKeyToken.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        ApiKeyToken wanted = parameter.findAnnotation(ApiKeyToken.class).orElseThrow();
        ApplicationContext application = SpringExtension.getApplicationContext(test);
        boolean ofOneTest =
                test.getTestMethod().isPresent() && !(parameter.getDeclaringExecutable() instanceof Constructor);
        IssuedKey issued = ofOneTest
                ? TestKeys.issueForTest(application, wanted.owner(), wanted.permissions())
                : TestKeys.issue(application, wanted.owner(), wanted.permissions());
        Class<?> type = parameter.getParameter().getType();
        if (type == IssuedKey.class) {
            return issued;
        }
        if (type == String.class) {
            return issued.revealToken();
        }
        throw new ParameterResolutionException("@ApiKeyToken is for a String or an IssuedKey, not for " + type);
    }
}
