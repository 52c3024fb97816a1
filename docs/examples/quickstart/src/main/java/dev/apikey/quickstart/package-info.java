// SPDX-License-Identifier: Apache-2.0
/** A small web application (people and files) whose addresses are guarded by API keys. */
@NullMarked
package dev.apikey.quickstart;

import org.jspecify.annotations.NullMarked;
