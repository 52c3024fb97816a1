// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import org.junit.jupiter.api.Nested;

/** What our store and its schema show on a database. Every database that we name passes all of it. */
public abstract class DatabaseContract {

    private final DatabaseServer server;

    protected DatabaseContract(DatabaseServer server) {
        this.server = server;
    }

    @Nested
    class Store extends StoreContract {
        Store() {
            super(server);
        }
    }

    @Nested
    class StoreWithoutAutoCommit extends StoreWithoutAutoCommitContract {
        StoreWithoutAutoCommit() {
            super(server);
        }
    }

    @Nested
    class Statements extends StatementsContract {
        Statements() {
            super(server);
        }
    }

    @Nested
    class Plans extends PlansContract {
        Plans() {
            super(server);
        }
    }

    @Nested
    class Feed extends FeedContract {
        Feed() {
            super(server);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        Retention() {
            super(server);
        }
    }

    @Nested
    class Clocks extends ClocksContract {
        Clocks() {
            super(server);
        }
    }

    @Nested
    class Schema extends SchemaContract {
        Schema() {
            super(server);
        }
    }

    @Nested
    class Migrations extends MigrationsContract {
        Migrations() {
            super(server);
        }
    }

    @Nested
    class ReadableView extends ReadableViewContract {
        ReadableView() {
            super(server);
        }
    }

    @Nested
    class Rights extends RightsContract {
        Rights() {
            super(server);
        }
    }

    @Nested
    class Failures extends FailuresContract {
        Failures() {
            super(server);
        }
    }

    @Nested
    class HostTransactions extends HostTransactionsContract {
        HostTransactions() {
            super(server);
        }
    }
}
