// SPDX-License-Identifier: Apache-2.0
/**
 * What operators see of the keys of a Spring Boot application: meters for Micrometer, the id of a request's key in its observation, health, and
 * {@link dev.apikey.spring.actuator.ApiKeysEndpoint}. {@link dev.apikey.spring.actuator.ApiKeyActuatorAutoConfiguration} makes each where the host has what it needs, and
 * asks for nothing else.
 */
@NullMarked
package dev.apikey.spring.actuator;

import org.jspecify.annotations.NullMarked;
