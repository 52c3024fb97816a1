// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import org.junit.jupiter.api.Nested;

/** GlassFish 7: the parts of the {@link ContainerContract} that hold on it. */
class GlassFishContainerTest {

    private static final Container GLASSFISH = new GlassFishContainer();

    @Nested
    class Answers extends AnswersContract {
        Answers() {
            super(GLASSFISH);
        }
    }

    @Nested
    class WhatIsUndecided extends UndecidedContract {
        WhatIsUndecided() {
            super(GLASSFISH);
        }
    }

    @Nested
    class Paths extends PathsContract {
        Paths() {
            super(GLASSFISH);
        }
    }

    @Nested
    class Isolation extends IsolationContract {
        Isolation() {
            super(GLASSFISH);
        }
    }

    @Nested
    class Shutdown extends ShutdownContract {
        Shutdown() {
            super(GLASSFISH);
        }
    }
}
