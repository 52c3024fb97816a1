// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.RawHttp;
import jakarta.servlet.ServletContext;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An application that is put in another one's place leaves nothing behind: its class loader is collected. */
abstract class RedeployContract {

    private static final int REDEPLOYS = 20;

    /** Each loads the native library anew. */
    private static final int REDEPLOYS_WITH_ARGON2ID = Integer.getInteger("apikey.redeploys", 1);

    /** The second is the JDK's, for a minute: JNA runs {@code ldconfig} once, to learn where libraries are. */
    private static final Set<String> THREADS_OF_JNA = Set.of("JNA Cleaner", "process reaper");

    /** Each is a full collection; what is free is gone after one or two. */
    private static final int COLLECTIONS = 20;

    private static final Application NOTHING = Application.of(context -> {});

    private final Container container;

    RedeployContract(Container container) {
        this.container = container;
    }

    @Test
    void leavesNoClassLoaderBehindWithTheHmacHasher() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (Container.Server server = container.start(NOTHING)) {
            for (int i = 0; i < REDEPLOYS; i++) {
                loaders.add(deployAndUse(server, "hmac-sha256"));
            }
            // The last one may be kept for reuse by what served its last request: it takes a successor to be forgotten.
            deployAndUse(server, "hmac-sha256");
            List<Integer> left = uncollected(loaders);
            if (container.deviations().contains(Deviation.KEEPS_APPLICATIONS)) {
                assertThat(left)
                        .allSatisfy(number -> assertThat(threadsOf(loaders.get(number)))
                                .as("threads that keep application %d", number)
                                .isEmpty());
            } else {
                assertThat(left)
                        .as("numbers of the applications whose class loaders are left")
                        .isEmpty();
            }
        }
    }

    @Test
    void leavesNoThreadButThoseOfJnaBehindWithTheArgon2idHasher() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (Container.Server server = container.start(NOTHING)) {
            for (int i = 0; i < REDEPLOYS_WITH_ARGON2ID; i++) {
                loaders.add(deployAndUse(server, "argon2id"));
            }
            server.replace(NOTHING);
            for (int number : uncollected(loaders)) {
                Set<String> threads = threadsOf(loaders.get(number));
                assertThat(threads)
                        .as("threads that keep application %d", number)
                        .isSubsetOf(THREADS_OF_JNA);
                if (!container.deviations().contains(Deviation.KEEPS_APPLICATIONS)) {
                    assertThat(threads).isNotEmpty();
                }
            }
        }
    }

    private static WeakReference<ClassLoader> deployAndUse(Container.Server server, String hasher) throws Exception {
        URLClassLoader loader = new ApplicationLoader();
        @SuppressWarnings("unchecked")
        Consumer<ServletContext> setUp =
                (Consumer<ServletContext>) loader.loadClass(RedeployedApplication.class.getName())
                        .getConstructor()
                        .newInstance();
        AtomicReference<String> token = new AtomicReference<>();
        server.replace(Application.of(context -> {
                    context.setAttribute(RedeployedApplication.HASHER, hasher);
                    setUp.accept(context);
                    token.set((String) context.getAttribute(RedeployedApplication.TOKEN));
                })
                .loadedBy(loader));
        String request = RawHttp.request("GET /", "Authorization: Bearer " + token.get(), "Connection: close");
        assertThat(RawHttp.send(server.port(), request).body()).startsWith("principal=ApiKeyPrincipal:ada");
        assertThat(RawHttp.send(server.port(), RawHttp.request("GET /", "Connection: close"))
                        .status())
                .isEqualTo(401);
        return new WeakReference<>(loader);
    }

    private static List<Integer> uncollected(List<WeakReference<ClassLoader>> loaders) {
        List<Integer> left =
                IntStream.range(0, loaders.size()).boxed().collect(Collectors.toCollection(ArrayList::new));
        for (int i = 0; i < COLLECTIONS && !left.isEmpty(); i++) {
            System.gc();
            left.removeIf(number -> loaders.get(number).get() == null);
        }
        return left;
    }

    /** The names of the threads that run in an application's class loader, or are of its classes. */
    private static Set<String> threadsOf(WeakReference<ClassLoader> loader) {
        Set<String> names = new LinkedHashSet<>();
        ClassLoader wanted = loader.get();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (wanted != null
                    && Stream.of(
                                    thread.getContextClassLoader(),
                                    thread.getClass().getClassLoader())
                            .anyMatch(one -> one == wanted)) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    /** Holds our classes and those of Argon2 itself, as {@code WEB-INF/lib} does; asks its parent for the rest. */
    private static final class ApplicationLoader extends URLClassLoader {

        private static final List<String> OWN = List.of("dev.apikey.", "de.mkammerer.", "com.sun.jna.");

        ApplicationLoader() throws ClassNotFoundException {
            super(libraries(), RedeployContract.class.getClassLoader());
        }

        private static URL[] libraries() throws ClassNotFoundException {
            return Stream.of(
                            ApiKeys.class,
                            ApiKeyFilter.class,
                            RedeployedApplication.class,
                            Class.forName("de.mkammerer.argon2.Argon2Factory"),
                            Class.forName("de.mkammerer.argon2.Argon2"),
                            Class.forName("com.sun.jna.Native"))
                    .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                    .distinct()
                    .toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (OWN.stream().noneMatch(name::startsWith)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }

        @Override
        public URL getResource(String name) {
            return name.startsWith("com/sun/jna/") ? findResource(name) : super.getResource(name);
        }
    }
}
