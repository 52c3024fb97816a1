// SPDX-License-Identifier: Apache-2.0
/** The OpenAPI document, and clients generated from it, held against the running API. */
@NullMarked
package dev.apikey.clients;

import org.jspecify.annotations.NullMarked;
