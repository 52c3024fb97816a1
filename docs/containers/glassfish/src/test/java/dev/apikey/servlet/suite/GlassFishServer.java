// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.embeddable.CommandResult;
import org.glassfish.embeddable.GlassFish;
import org.glassfish.embeddable.GlassFishException;
import org.glassfish.embeddable.GlassFishProperties;
import org.glassfish.embeddable.GlassFishRuntime;

/** GlassFish itself, as its administrator has it. */
final class GlassFishServer {

    /** Held, because a logger that nobody holds forgets its level. */
    private static final Logger[] CONTAINER = {
        Logger.getLogger("jakarta.enterprise"),
        Logger.getLogger("org.glassfish"),
        Logger.getLogger("com.sun"),
        Logger.getLogger("org.hibernate"),
        Logger.getLogger("org.jvnet")
    };

    private static final Path FOLDER = Path.of("target").toAbsolutePath();

    private static final GlassFishServer RUNNING = boot();

    private final GlassFish glassfish;
    private final List<GlassFishDomain.VirtualServer> free;

    /** Of all applications, with their roles. */
    private final Map<String, Set<String>> users = new ConcurrentHashMap<>();

    private GlassFishServer(GlassFish glassfish, List<GlassFishDomain.VirtualServer> servers) {
        this.glassfish = glassfish;
        this.free = new CopyOnWriteArrayList<>(servers);
    }

    static GlassFishServer running() {
        return RUNNING;
    }

    private static GlassFishServer boot() {
        for (Logger logger : CONTAINER) {
            logger.setLevel(Level.OFF);
        }
        // A server has it among its JVM options, this one nowhere: nobody could log in.
        System.setProperty(
                "java.security.auth.login.config", String.valueOf(GlassFish.class.getResource("/config/login.conf")));
        try {
            GlassFishDomain domain = GlassFishDomain.create();
            GlassFishProperties properties = new GlassFishProperties();
            properties.setProperty("glassfish.embedded.tmpdir", FOLDER.toString());
            properties.setConfigFile(domain.write(FOLDER).toUri());
            GlassFish glassfish = GlassFishRuntime.bootstrap().newGlassFish(properties);
            glassfish.start();
            return new GlassFishServer(glassfish, domain.servers());
        } catch (GlassFishException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A virtual server for these wishes that has no application. */
    GlassFishDomain.VirtualServer take(Set<Application.Wish> wishes) {
        GlassFishDomain.VirtualServer taken = free.stream()
                .filter(server -> server.wishes().equals(wishes))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no virtual server is free: add one to the domain"));
        free.remove(taken);
        return taken;
    }

    void giveBack(GlassFishDomain.VirtualServer server) {
        free.add(server);
    }

    void deploy(GlassFishArchive archive, String server) {
        Application application = archive.application();
        try {
            letIn(application.users());
            Path folder = Files.createTempDirectory(FOLDER, "application");
            archive.write(folder, server);
            String root = application.contextPath().isEmpty() ? "/" : application.contextPath();
            GlassFishSetUp.prepare(server, application.setUp());
            String name = glassfish
                    .getDeployer()
                    .deploy(folder.toFile(), "--name=" + server, "--contextroot=" + root, "--virtualservers=" + server);
            if (name == null) {
                throw new IllegalStateException("GlassFish did not deploy: set its log level to INFO to read why");
            }
        } catch (GlassFishException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Into the realm of the server. A group is a role of that name: the domain says so. */
    private void letIn(Users people) throws IOException {
        for (String name : people.names()) {
            Set<String> roles = people.rolesOf(name);
            Set<String> before = users.putIfAbsent(name, roles);
            if (before != null && !before.equals(roles)) {
                throw new IllegalStateException("the realm has " + name + " in other roles");
            }
            if (before == null) {
                Path password = Files.writeString(
                        Files.createTempFile(FOLDER, "password", ""), "AS_ADMIN_USERPASSWORD=" + name);
                run("create-file-user", "--groups=" + String.join(":", roles), "--passwordfile=" + password, name);
            }
        }
    }

    private void run(String command, String... arguments) {
        try {
            CommandResult result = glassfish.getCommandRunner().run(command, arguments);
            if (result.getExitStatus() != CommandResult.ExitStatus.SUCCESS) {
                throw new IllegalStateException(command + " failed: " + result.getOutput(), result.getFailureCause());
            }
        } catch (GlassFishException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void undeploy(String server) {
        try {
            glassfish.getDeployer().undeploy(server);
        } catch (GlassFishException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
