// SPDX-License-Identifier: Apache-2.0
/**
 * For the tests of applications: keys that are genuine, issued by the application under test and erased after the test, so that what guards it is tested with it.
 * {@link dev.apikey.spring.test.WithApiKey} for MockMvc, {@link dev.apikey.spring.test.ApiKeyToken} for requests over HTTP.
 */
@NullMarked
package dev.apikey.spring.test;

import org.jspecify.annotations.NullMarked;
