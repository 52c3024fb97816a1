// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import org.junit.jupiter.api.Nested;

/**
 * GlassFish 7: the parts of the {@link ContainerContract} for which its applications can be set up in code. The others are not shown on it:
 * what has to do with logins of its users (it has realms of its own), with two applications at a time, WebSockets (by annotated classes in an
 * archive only), threads (its own pool), and redeployment (the class loader is its own).
 */
class GlassFishContainerTest {

    private static final Container GLASSFISH = new GlassFishContainer();

    @Nested
    class Answers extends AnswersContract {
        Answers() {
            super(GLASSFISH);
        }
    }

    @Nested
    class Refusals extends RefusalsContract {
        Refusals() {
            super(GLASSFISH);
        }
    }

    @Nested
    class Dispatches extends DispatchesContract {
        Dispatches() {
            super(GLASSFISH);
        }
    }

    @Nested
    class TwoFilters extends TwoFiltersContract {
        TwoFilters() {
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
