// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param path as {@link Call#path} writes it
 * @param id the key that stands in it; null = none does
 */
record Route(String path, @Nullable UUID id) {

    private static final String ID = "/{id}";
    private static final Pattern ABOUT_A_KEY = Pattern.compile("/(" + Ids.UUID_FORM + ")(/.*)?");

    /**
     * The place with this path.
     *
     * @param pathInfo what the container found below the mount, decoded
     * @return empty if there is none, also where an id should stand and something else does
     */
    static Optional<Route> at(@Nullable String pathInfo) {
        String path = pathInfo == null || pathInfo.equals("/") ? "" : pathInfo;
        Matcher aboutAKey = ABOUT_A_KEY.matcher(path);
        Route route = aboutAKey.matches()
                ? new Route(
                        ID + Objects.requireNonNullElse(aboutAKey.group(2), ""), UUID.fromString(aboutAKey.group(1)))
                : new Route(path, null);
        boolean needsId = route.path.startsWith(ID);
        return route.calls().isEmpty() || needsId != aboutAKey.matches() ? Optional.empty() : Optional.of(route);
    }

    private List<Call> calls() {
        return Arrays.stream(Call.values())
                .filter(call -> call.path().equals(path))
                .toList();
    }

    /** What this method asks for here; HEAD asks for what GET does. */
    Optional<Call> call(String method) {
        String asked = method.equals("HEAD") ? "GET" : method;
        return calls().stream().filter(call -> call.method().equals(asked)).findFirst();
    }

    /** The methods that are understood here, as the field {@code Allow} lists them. */
    String allow() {
        StringBuilder methods = new StringBuilder();
        for (Call call : calls()) {
            methods.append(call.method()).append(", ");
            if (!call.isChange()) {
                methods.append("HEAD, ");
            }
        }
        return methods.append("OPTIONS").toString();
    }

    /** The path with the id in its place, in one spelling. */
    String spelled() {
        return path.replace("{id}", String.valueOf(id));
    }

    /** @throws IllegalStateException if the route names no key */
    UUID key() {
        if (id == null) {
            throw new IllegalStateException("no key is named by " + path);
        }
        return id;
    }
}
