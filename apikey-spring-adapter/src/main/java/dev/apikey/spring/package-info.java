// SPDX-License-Identifier: Apache-2.0
/**
 * API keys for Spring Boot applications: {@link dev.apikey.spring.ApiKeyAutoConfiguration} guards {@code /api/*} as soon as the
 * property {@code apikey.prefix} is set. What else can be set is {@link dev.apikey.spring.ApiKeyProperties}; a bean of the application's own takes the place
 * of one of ours.
 */
@NullMarked
package dev.apikey.spring;

import org.jspecify.annotations.NullMarked;
