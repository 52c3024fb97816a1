// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.glassfish.embeddable.GlassFish;

/** The configuration that GlassFish embedded comes with, and our virtual servers, each with a port of its own. */
record GlassFishDomain(List<VirtualServer> servers) {

    /** @param wishes of applications that it is for */
    record VirtualServer(String name, int port, Set<Application.Wish> wishes) {

        private static VirtualServer of(String name, Application.Wish... wishes) throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                return new VirtualServer(name, socket.getLocalPort(), Set.of(wishes));
            }
        }

        private String server() {
            return "<virtual-server id='%s' network-listeners='%s' hosts='localhost'/>".formatted(name, name);
        }

        /** Any number of requests on a connection, instead of 250; and a DELETE may have a body. */
        private String protocol() {
            boolean lenient = wishes.contains(Application.Wish.LENIENT);
            return """
                    <protocol name='%s'>
                      <http default-virtual-server='%s' max-connections='-1' allow-payload-for-undefined-http-methods='true'
                            trace-enabled='%s' encoded-slash-enabled='%s'>
                        <file-cache enabled='false'/>
                      </http>
                    </protocol>
                    """.formatted(name, name, lenient, lenient);
        }

        private String listener() {
            String pool = wishes.contains(Application.Wish.THREAD_PER_REQUEST) ? THREADS : "http-thread-pool";
            return """
                    <network-listener name='%s' protocol='%s' port='%d' address='127.0.0.1' transport='tcp' thread-pool='%s'/>
                    """.formatted(name, name, port, pool);
        }
    }

    private static final String THREADS = "thread-per-request";

    /** As many as tests need at the same time. */
    static GlassFishDomain create() throws IOException {
        return new GlassFishDomain(List.of(
                VirtualServer.of("first"),
                VirtualServer.of("second"),
                VirtualServer.of("third"),
                VirtualServer.of("lenient", Application.Wish.LENIENT),
                VirtualServer.of("threads", Application.Wish.THREAD_PER_REQUEST)));
    }

    Path write(Path folder) throws IOException {
        String pool = "<thread-pool name='%s' classname='%s'/>".formatted(THREADS, GlassFishThreads.class.getName());
        String domain = template();
        domain = added(domain, "</http-service>", each(VirtualServer::server));
        domain = added(domain, "</protocols>", each(VirtualServer::protocol));
        domain = added(domain, "</network-listeners>", each(VirtualServer::listener));
        domain = added(domain, "</thread-pools>", pool);
        return Files.writeString(Files.createTempFile(folder, "domain", ".xml"), domain);
    }

    private static String template() throws IOException {
        try (InputStream template = GlassFish.class.getResourceAsStream("/org/glassfish/embed/domain.xml")) {
            return new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String each(Function<VirtualServer, String> part) {
        return servers.stream().map(part).collect(Collectors.joining());
    }

    private static String added(String domain, String before, String part) {
        return domain.replace(before, part + before);
    }
}
