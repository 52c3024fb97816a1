// SPDX-License-Identifier: Apache-2.0
/** A stock of articles, as pages and as an API. */
@NullMarked
package com.example.stock;

import org.jspecify.annotations.NullMarked;
