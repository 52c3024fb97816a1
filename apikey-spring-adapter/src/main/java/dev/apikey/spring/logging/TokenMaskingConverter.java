// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.logging;

import ch.qos.logback.classic.pattern.EnsureExceptionHandling;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.ConverterUtil;

/**
 * For patterns of Logback: {@code %maskTokens(…)} is what stands in the parentheses, messages, exceptions and all, through {@link TokenMask}. The file {@code
 * dev/apikey/spring/logging/logback-masking.xml} in the jar defines the word and puts it around the patterns of Spring Boot. Made by Logback.
 */
public final class TokenMaskingConverter extends CompositeConverter<ILoggingEvent> {

    /** Made by Logback. */
    public TokenMaskingConverter() {}

    /** Without a word for exceptions in its pattern, Logback would print them behind us, unmasked. */
    @Override
    public void setChildConverter(Converter<ILoggingEvent> child) {
        if (!new EnsureExceptionHandling().chainHandlesThrowable(child)) {
            ConverterUtil.findTail(child).setNext(new ThrowableProxyConverter());
        }
        super.setChildConverter(child);
    }

    @Override
    protected String transform(ILoggingEvent event, String text) {
        return TokenMask.mask(text);
    }
}
