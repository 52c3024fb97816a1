// SPDX-License-Identifier: Apache-2.0
/** What authenticating costs, as tables of ratios against something that was measured in the same run. */
@NullMarked
package dev.apikey.benchmarks;

import org.jspecify.annotations.NullMarked;
