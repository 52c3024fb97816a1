// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import dev.apikey.servlet.Handler;
import dev.apikey.servlet.IdentityServlet;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Servlets that hand requests on in every way there is, below {@code /front}, and those that they hand them to. */
final class DispatchingServlets {

    private DispatchingServlets() {}

    static void addTo(ServletContext context) {
        add(context, "/front/forward", (request, response) -> target(request).forward(request, response));
        add(context, "/front/write-and-forward", DispatchingServlets::writeAndForward);
        add(context, "/front/write-utf-16-and-forward", (request, response) -> {
            response.setHeader("X-Host", "kept");
            response.setContentType("text/plain;charset=UTF-16");
            writeAndForward(request, response);
        });
        add(context, "/front/async-flushed", (request, response) -> {
            AsyncContext async = request.startAsync();
            response.getOutputStream().print("what is under way");
            response.flushBuffer();
            async.dispatch(request.getParameter("to"));
        });
        add(context, "/front/logout-and-forward", (request, response) -> {
            request.logout();
            target(request).forward(request, response);
        });
        add(context, "/open/who", new IdentityServlet()::service);
        add(context, "/front/include", DispatchingServlets::include);
        add(context, "/front/async", (request, response) -> request.startAsync().dispatch(request.getParameter("to")));
        add(context, "/front/async-thread", DispatchingServlets::answerInAnotherThread);
        add(context, "/front/async-captured", DispatchingServlets::answerWithTheRequestItWasCalledWith);
        add(context, "/front/async-original", DispatchingServlets::answerWithTheOriginalRequest);
        add(context, "/front/async-later", DispatchingServlets::dispatchFromAnotherThread);
        add(
                context,
                "/front/include-by-name",
                (request, response) -> Objects.requireNonNull(context.getNamedDispatcher("/vault/*"))
                        .include(request, response));
        add(context, "/front/teapot", (request, response) -> response.sendError(418));
        add(context, "/health", (request, response) -> response.sendError(418));
        add(context, "/front/broken", (request, response) -> {
            throw new IllegalStateException("broken on purpose");
        });
        add(context, "/error", DispatchingServlets::showErrorPage);
        add(context, "/files/*", new IdentityServlet()::service);
        add(context, "/vault/*", new IdentityServlet()::service);
    }

    private static void add(ServletContext context, String path, Handler handler) {
        ServletRegistration.Dynamic servlet = context.addServlet(path, Handler.servlet(handler));
        servlet.setAsyncSupported(true);
        servlet.addMapping(path);
    }

    private static RequestDispatcher target(HttpServletRequest request) {
        return request.getRequestDispatcher(request.getParameter("to"));
    }

    private static void showErrorPage(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String then = request.getParameter("then");
        if (then == null) {
            response.getWriter().print("the error page");
        } else if (request.getParameter("include") == null) {
            request.getRequestDispatcher(then).forward(request, response);
        } else {
            request.getRequestDispatcher(then).include(request, response);
        }
    }

    private static void writeAndForward(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.getWriter().print("something that a forward takes back");
        target(request).forward(request, response);
    }

    private static void include(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean writes = request.getParameter("writer") != null;
        if (writes) {
            response.getWriter().print("before ");
        } else {
            response.getOutputStream().print("before ");
        }
        target(request).include(request, response);
        if (writes) {
            response.getWriter().print(" after");
        } else {
            response.getOutputStream().print(" after");
        }
    }

    private static void answerInAnotherThread(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        answerLater(async, (HttpServletRequest) async.getRequest(), response);
    }

    /** What most applications do: they hold the request that they were called with. */
    private static void answerWithTheRequestItWasCalledWith(HttpServletRequest request, HttpServletResponse response) {
        answerLater(request.startAsync(), request, response);
    }

    private static void answerWithTheOriginalRequest(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        answerLater(async, (HttpServletRequest) async.getRequest(), response);
    }

    private static void answerLater(AsyncContext async, HttpServletRequest request, HttpServletResponse response) {
        async.start(() -> {
            try {
                response.getOutputStream().print(IdentityServlet.describe(request));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } finally {
                async.complete();
            }
        });
    }

    private static void dispatchFromAnotherThread(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        String target = request.getParameter("to");
        async.start(() -> async.dispatch(target));
    }
}
