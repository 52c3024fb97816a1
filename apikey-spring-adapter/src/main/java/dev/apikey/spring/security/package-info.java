// SPDX-License-Identifier: Apache-2.0
/**
 * API keys the way of Spring Security: {@link dev.apikey.spring.security.ApiKeyConfigurer} for a filter chain of the application, and the parts
 * that it is made of. {@link dev.apikey.spring.security.UserDetailsOwnerRights} lets keys end with the users that they act for.
 */
@NullMarked
package dev.apikey.spring.security;

import org.jspecify.annotations.NullMarked;
