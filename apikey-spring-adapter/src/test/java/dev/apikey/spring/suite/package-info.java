// SPDX-License-Identifier: Apache-2.0
/** What Spring Boot applications with API keys show, on whatever line of Spring Boot they are. */
@NullMarked
package dev.apikey.spring.suite;

import org.jspecify.annotations.NullMarked;
