// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.InstantSource;

/** For parts under test that nobody listens to. */
final class Silence {

    static final Telling TELLING =
            new Telling((result, source) -> {}, new MillisClock(InstantSource.system()), new Alarm(() -> 0));

    private Silence() {}
}
