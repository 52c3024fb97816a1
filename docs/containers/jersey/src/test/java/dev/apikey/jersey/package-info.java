// SPDX-License-Identifier: Apache-2.0
/** Jakarta REST resources behind the filter. */
@NullMarked
package dev.apikey.jersey;

import org.jspecify.annotations.NullMarked;
