// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.util.Set;

/**
 * GlassFish, embedded: one for all tests, because it takes seconds to start. Each application has a virtual server of it for itself. Closing
 * takes the application out of service; the port stays open.
 */
final class GlassFishContainer implements Container {

    @Override
    public String name() {
        return "glassfish";
    }

    @Override
    public boolean speaksHttp2() {
        return true;
    }

    @Override
    public Set<Deviation> deviations() {
        return Set.of(
                Deviation.PUTS_LATER_FILTERS_IN_FRONT,
                Deviation.LOSES_NESTED_DISPATCHES_FROM_OTHER_THREADS,
                Deviation.SHOWS_NO_ERROR_PAGE_AFTER_ASYNC_DISPATCHES,
                Deviation.KEEPS_APPLICATIONS);
    }

    @Override
    public Server start(Application application) {
        return start(GlassFishArchive.of(application));
    }

    Server start(GlassFishArchive archive) {
        return new Running(GlassFishServer.running(), archive);
    }

    /** One virtual server. */
    private static final class Running implements Server {

        private final GlassFishServer glassfish;
        private final GlassFishDomain.VirtualServer server;

        Running(GlassFishServer glassfish, GlassFishArchive archive) {
            this.glassfish = glassfish;
            this.server = glassfish.take(archive.application().wishes());
            try {
                glassfish.deploy(archive, server.name());
            } catch (IllegalStateException failure) {
                glassfish.giveBack(server);
                throw failure;
            }
        }

        @Override
        public int port() {
            return server.port();
        }

        @Override
        public void replace(Application application) {
            glassfish.undeploy(server.name());
            glassfish.deploy(GlassFishArchive.of(application), server.name());
        }

        @Override
        public void close() {
            glassfish.undeploy(server.name());
            glassfish.giveBack(server);
        }
    }
}
