// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import dev.apikey.spi.KeyStoreException;
import java.util.function.Supplier;

/** The application's settings for API keys do not work: says which, why, and what to do. */
final class ApiKeySetupException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    ApiKeySetupException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    private ApiKeySetupException(String problem, String remedy, RuntimeException cause) {
        super(problem, cause);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }

    /** Does something that reads these properties; what is wrong with them is told by their names. */
    static <T> T naming(String properties, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException wrong) {
            throw new ApiKeySetupException(
                    properties + ": " + wrong.getMessage(),
                    "Correct " + properties + ". docs/reference/properties.md has an example for each property.",
                    wrong);
        } catch (KeyStoreException unreachable) {
            throw new ApiKeySetupException(
                    properties + ": the database for API keys did not answer: " + unreachable.getMessage(),
                    "Check that the database of spring.datasource.url runs, and that the application may use it.",
                    unreachable);
        } catch (IllegalStateException cannot) {
            throw new ApiKeySetupException(
                    properties + ": " + cannot.getMessage(),
                    "Do what the sentence says, or set " + properties + " to something else.",
                    cannot);
        }
    }
}
