// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

/** What became of changes that were to be committed: all of them, or none. */
public enum CommitOutcome {
    /** All were made, and their events recorded. */
    COMMITTED,
    /** None was made: an id to insert exists, or a key to update or delete is missing or of another version than expected. */
    CONFLICT,
    /** None was made: the key by which they were asked for is missing or of another version. */
    ASKER_CHANGED,
    /** None was made: the owner of a key to insert would have more live keys than {@link KeyChange.Insert#maxLive} allows. */
    TOO_MANY_KEYS
}
