// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import dev.apikey.servlet.management.ManagementContract;
import dev.apikey.spi.KeyStore;
import org.junit.jupiter.api.Nested;

/** What a servlet container shows with our filter in front of its applications. Every container passes all of it. */
public abstract class ContainerContract {

    private final Container container;

    protected ContainerContract(Container container) {
        this.container = container;
    }

    @Nested
    class Answers extends AnswersContract {
        Answers() {
            super(container);
        }
    }

    @Nested
    class Refusals extends RefusalsContract {
        Refusals() {
            super(container);
        }
    }

    @Nested
    class WhatIsUndecided extends UndecidedContract {
        WhatIsUndecided() {
            super(container);
        }
    }

    @Nested
    class Dispatches extends DispatchesContract {
        Dispatches() {
            super(container);
        }
    }

    @Nested
    class Paths extends PathsContract {
        Paths() {
            super(container);
        }
    }

    @Nested
    class Annotations extends AnnotationsContract {
        Annotations() {
            super(container);
        }
    }

    @Nested
    class HostLogins extends HostLoginContract {
        HostLogins() {
            super(container);
        }
    }

    @Nested
    class OtherTokens extends OtherTokensContract {
        OtherTokens() {
            super(container);
        }
    }

    @Nested
    class Browsers extends BrowsersContract {
        Browsers() {
            super(container);
        }
    }

    @Nested
    class TwoFilters extends TwoFiltersContract {
        TwoFilters() {
            super(container);
        }
    }

    @Nested
    class WebSockets extends WebSocketContract {
        WebSockets() {
            super(container);
        }
    }

    @Nested
    class ThreadPerRequest extends ThreadsContract {
        ThreadPerRequest() {
            super(container);
        }
    }

    @Nested
    class Management extends ManagementContract {
        Management() {
            super(container, KeyStore::inMemory);
        }
    }

    @Nested
    class Isolation extends IsolationContract {
        Isolation() {
            super(container);
        }
    }

    @Nested
    class Redeploy extends RedeployContract {
        Redeploy() {
            super(container);
        }
    }

    @Nested
    class Shutdown extends ShutdownContract {
        Shutdown() {
            super(container);
        }
    }
}
