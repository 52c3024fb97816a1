// SPDX-License-Identifier: Apache-2.0
/** The tickets of a help desk, as a page and as an API. */
@NullMarked
package com.example.tickets;

import org.jspecify.annotations.NullMarked;
