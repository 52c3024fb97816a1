// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a benchmark is called in its table, in words, and where it stands there. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Label {

    /** The first is 1. */
    int at();

    String value();
}
