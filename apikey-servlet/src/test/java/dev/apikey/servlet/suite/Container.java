// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import dev.apikey.servlet.RawHttp;
import java.io.IOException;
import java.util.Set;

/** A servlet container that has to pass the {@link ContainerContract}. */
public interface Container {

    /** What the table of requests calls it: lower case, such as {@code tomcat}. */
    String name();

    /** Whether it speaks HTTP/2 in clear text to clients that know that it does (RFC 9113 §3.3). */
    boolean speaksHttp2();

    /** Where it does otherwise than the specification says, or than the others do. */
    default Set<Deviation> deviations() {
        return Set.of();
    }

    /** Starts it on a port of 127.0.0.1 of its own choice. */
    Server start(Application application);

    /** A container that runs, with one application. */
    interface Server extends AutoCloseable {

        int port();

        /** One request on a connection of its own. */
        default RawHttp.Answer send(String request) throws IOException {
            return RawHttp.send(port(), request);
        }

        /** Takes the application out of service and puts another one in its place; the container goes on. */
        void replace(Application application);

        /** Stops as gracefully as it can: requests that are under way are answered. */
        @Override
        void close();
    }
}
