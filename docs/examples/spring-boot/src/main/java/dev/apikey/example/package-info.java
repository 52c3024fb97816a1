// SPDX-License-Identifier: Apache-2.0
/** A small application: people log in with a form, programs with API keys. */
@NullMarked
package dev.apikey.example;

import org.jspecify.annotations.NullMarked;
