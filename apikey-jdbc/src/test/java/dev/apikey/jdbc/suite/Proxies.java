// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Real databases that somebody listens to, or speaks for. */
public final class Proxies {

    private Proxies() {}

    /** What a call is answered with. */
    public interface Answer {
        @Nullable
        Object to(Method method, Object[] arguments) throws Exception;
    }

    /** Something of this type that answers every call this way. */
    public static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method, arguments == null ? new Object[0] : arguments)));
    }

    /** Makes the same call to this target. */
    public static @Nullable Object call(Method method, Object target, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failure;
        }
    }

    /** The same database; each call to a connection is told to the listener before it is made. */
    public static DataSource listening(DataSource database, BiConsumer<String, Object[]> listener) {
        return proxy(DataSource.class, (method, arguments) -> {
            Connection connection = database.getConnection();
            return proxy(Connection.class, (inner, innerArguments) -> {
                listener.accept(inner.getName(), innerArguments);
                return call(inner, connection, innerArguments);
            });
        });
    }
}
