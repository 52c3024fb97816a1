// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /login}: GET shows a form, POST with {@code username} and {@code password} logs in for a session. */
final class LoginServlet extends HttpServlet {

    /** Where {@code ?next=} may lead; anything else leads home, because a link from elsewhere may say anything. */
    static final String KEY_PAGE = "/developer/api-keys";

    private static final long serialVersionUID = 1L;
    private static final String USER = "user";

    /** Who is logged in; null = nobody. */
    static @Nullable String loggedIn(HttpServletRequest request) {
        @Nullable HttpSession session = request.getSession(false);
        return session == null ? null : (String) session.getAttribute(USER);
    }

    private static boolean wantsKeyPage(HttpServletRequest request) {
        return KEY_PAGE.equals(request.getParameter("next"));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Page.send(response, HttpServletResponse.SC_OK, """
                <h1>Log in</h1>
                <form method="post" action="%s">
                  <p><label>Name <input name="username" autocomplete="username" required autofocus></label></p>
                  <p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
                  <p><button>Log in</button></p>
                </form>
                <p>Demo users: ada (administrator), ben, cyd. The password is the name.</p>""".formatted(
                        wantsKeyPage(request) ? "login?next=" + KEY_PAGE : "login"));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = Objects.requireNonNullElse(request.getParameter("username"), "");
        String password = Objects.requireNonNullElse(request.getParameter("password"), "");
        if (!DemoUsers.isPassword(name, password)) {
            Page.send(
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "<h1>That is no name and password of ours</h1><p><a href=\"login\">Try again</a></p>");
            return;
        }
        // A session that somebody planted before the login is worth nothing after it.
        request.getSession();
        request.changeSessionId();
        request.getSession().setAttribute(USER, name);
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", request.getContextPath() + (wantsKeyPage(request) ? KEY_PAGE : "/"));
    }
}
