// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import dev.apikey.spi.KeyStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link KeyStore} does. Extend it:
 *
 * <pre>{@code
 * class MyKeyStoreTest extends KeyStoreContract {
 *     @Override
 *     protected KeyStore emptyStore() {
 *         return new MyKeyStore(…);
 *     }
 * }
 * }</pre>
 *
 * <p>Eight threads use the store at once, and the default time zone is changed for some tests: run nothing beside it in the same JVM that
 * depends on that. What is drawn at random prints its seed; {@code -Dapikey.seed=…} draws the same again.
 */
public abstract class KeyStoreContract {

    /** A store without keys and events; called once for each test. */
    protected abstract KeyStore emptyStore();

    @Nested
    class Find extends FindBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class LookUpAndReplaceHash extends LookUpBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class Commit extends CommitBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class CommitByManyThreads extends ConcurrentCommitBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class CommitByKey extends AskerBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class LiveKeyLimit extends LiveKeyLimitBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class EventsAndHistory extends EventBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class ListAndCount extends ConditionBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class ListInOrder extends OrderBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class OwnersAndHashKinds extends OwnerBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class Use extends UseBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class Purge extends PurgeBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class ExpiryMark extends ExpiryMarkBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }

    @Nested
    class Nodes extends NodeBehaviour {
        @Override
        KeyStore emptyStore() {
            return KeyStoreContract.this.emptyStore();
        }
    }
}
