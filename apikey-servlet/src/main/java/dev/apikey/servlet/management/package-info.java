// SPDX-License-Identifier: Apache-2.0
/**
 * The management API: people and scripts of the host manage keys over HTTP; and the page for people that uses it.
 *
 * <p>{@link dev.apikey.servlet.management.KeyManagementServlet} reads requests, has {@link dev.apikey.KeyAdministration} decide and
 * do everything under the {@link dev.apikey.Authority} of whoever calls, and writes answers. It holds no rule about keys.
 * {@link dev.apikey.servlet.management.KeyPageServlet} serves the page.
 */
@NullMarked
package dev.apikey.servlet.management;

import org.jspecify.annotations.NullMarked;
