// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.spi.KeyObserver;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Adds the id of the key that a request came with to the request's observation, so that its trace has it; nothing else about the key. Thread-safe.
 *
 * <p>With high cardinality: traces take it, meters do not.
 */
record KeyObservations(Supplier<ObservationRegistry> registry) implements KeyObserver {

    static final String ID = "apikey.id";

    @Override
    public void decided(AuthenticationResult result, String source) {
        if (result instanceof Authenticated accepted) {
            ServerRequestObservationContext request = request(registry.get().getCurrentObservation());
            if (request != null) {
                request.addHighCardinalityKeyValue(
                        KeyValue.of(ID, accepted.key().id().toString()));
            }
        }
    }

    /** Spring Security puts observations of its own around its filters. */
    private static @Nullable ServerRequestObservationContext request(@Nullable ObservationView innermost) {
        for (ObservationView view = innermost; view != null; ) {
            if (view.getContextView() instanceof ServerRequestObservationContext context) {
                return context;
            }
            view = view.getContextView().getParentObservation();
        }
        return null;
    }
}
