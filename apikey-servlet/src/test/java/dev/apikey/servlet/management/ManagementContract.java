// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.servlet.suite.Container;
import dev.apikey.spi.KeyStore;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;

/** What the management API shows on every container and over every store. */
public abstract class ManagementContract {

    private final Container container;
    private final Supplier<KeyStore> stores;

    /** @param stores gives a store without keys each time */
    protected ManagementContract(Container container, Supplier<KeyStore> stores) {
        this.container = container;
        this.stores = stores;
    }

    @Nested
    class Calls extends ManagementCallsContract {
        Calls() {
            super(container, stores);
        }
    }

    @Nested
    class Callers extends CallersContract {
        Callers() {
            super(container, stores);
        }
    }

    @Nested
    class RefusedInput extends RefusedInputContract {
        RefusedInput() {
            super(container, stores);
        }
    }

    @Nested
    class Listing extends KeyListingContract {
        Listing() {
            super(container, stores);
        }
    }

    @Nested
    class Failures extends FailuresContract {
        Failures() {
            super(container, stores);
        }
    }

    @Nested
    class SlowBodies extends SlowBodyContract {
        SlowBodies() {
            super(container, stores);
        }
    }
}
