// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.test;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.test.web.servlet.setup.ConfigurableMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcConfigurer;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Requests of {@code MockMvc} with keys.
 *
 * <pre>{@code
 * mvc.perform(get("/api/files").with(apiKey("files:read"))).andExpect(status().isOk());
 * }</pre>
 */
public final class ApiKeyRequests {

    private ApiKeyRequests() {}

    /**
     * One request with a key that the application issues for it, owned by {@code user}.
     *
     * @param permissions what it may do, of the application's vocabulary
     */
    public static RequestPostProcessor apiKey(String... permissions) {
        return apiKeyOf("user", permissions);
    }

    /**
     * One request with a key that acts for this owner.
     *
     * @param owner somebody whom the application's {@code OwnerRights} know, if it has any
     * @param permissions as for {@link #apiKey}
     */
    public static RequestPostProcessor apiKeyOf(String owner, String... permissions) {
        return request -> bearing(
                TestKeys.issueForTest(
                                WebApplicationContextUtils.getRequiredWebApplicationContext(
                                        request.getServletContext()),
                                owner,
                                permissions)
                        .revealToken(),
                request);
    }

    /** For a {@code MockMvc} that a test builds by itself: its requests come with the key of {@link WithApiKey}. */
    public static MockMvcConfigurer withApiKeys() {
        return new MockMvcConfigurer() {
            @Override
            public RequestPostProcessor beforeMockMvcCreated(
                    ConfigurableMockMvcBuilder<?> builder, WebApplicationContext application) {
                return ApiKeyRequests::withKeyOfTest;
            }
        };
    }

    private static MockHttpServletRequest withKeyOfTest(MockHttpServletRequest request) {
        String token = TestKeys.presented();
        return token == null || request.getHeader(HttpHeaders.AUTHORIZATION) != null
                ? request
                : bearing(token, request);
    }

    private static MockHttpServletRequest bearing(String token, MockHttpServletRequest request) {
        request.removeHeader(HttpHeaders.AUTHORIZATION);
        request.addHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        return request;
    }
}
