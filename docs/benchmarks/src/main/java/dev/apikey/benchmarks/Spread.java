// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** What was measured several times: the middle one, both ends, and half of what lies between the quarters, which is what one measurement is off as a rule. */
record Spread(double lowest, double median, double highest, double noise) {

    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(
                sorted[0],
                (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2,
                sorted[sorted.length - 1],
                (sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4]) / 2);
    }

    static Spread of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The median, with both ends in brackets. */
    String as(String format) {
        return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median, lowest, highest);
    }
}
