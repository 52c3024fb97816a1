// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

/** What a container does otherwise than the others, so that the contract expects something else of it, or leaves a case out. */
public enum Deviation {
    /** Servlet 6.0, {@code startAsync()}, asks for the container's own request; it takes the one with all that was wrapped around it. */
    STARTS_ASYNC_WITH_THE_WRAPPED_REQUEST,

    /** A filter that is added in code to come before those of the descriptor comes before those that were added so earlier, too. */
    PUTS_LATER_FILTERS_IN_FRONT,

    /**
     * A request that is started anew within an asynchronous dispatch, and dispatched from another thread, may never be answered, or with 500;
     * without any filter, too.
     */
    LOSES_NESTED_DISPATCHES_FROM_OTHER_THREADS,

    /** What fails in an asynchronous dispatch gets an answer without a body, and no error page. */
    SHOWS_NO_ERROR_PAGE_AFTER_ASYNC_DISPATCHES,

    /** It keeps the classes of every application that it ever had, whatever they are. */
    KEEPS_APPLICATIONS
}
