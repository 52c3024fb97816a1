// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

/** What a container does otherwise than the others, so that the contract expects something else of it, or leaves a case out. */
public enum Deviation {
    /** No setting makes it pass {@code TRACE} and encoded slashes to filters: it refuses them by itself. */
    REFUSES_BY_ITSELF,

    /** Servlet 6.0, {@code startAsync()}, asks for the container's own request; it takes the one with all that was wrapped around it. */
    STARTS_ASYNC_WITH_THE_WRAPPED_REQUEST
}
