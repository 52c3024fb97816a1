// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

/** Ends a request with a {@link Problem}. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    RefusedException(Problem problem) {
        super(problem.title(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
