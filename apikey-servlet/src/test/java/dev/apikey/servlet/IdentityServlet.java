// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells in plain text whom the container takes the caller for. Says nothing of the path, so that answers compare. */
public final class IdentityServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    public static final String ANONYMOUS = "principal=null user=null type=null roles=";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] report = describe(request).getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(report.length);
        response.getOutputStream().write(report);
    }

    public static String describe(HttpServletRequest request) {
        Principal known = request.getUserPrincipal();
        String type = known instanceof ApiKeyPrincipal ? "ApiKeyPrincipal" : "other";
        String principal = known == null ? "null" : type + ":" + known.getName();
        String roles = Stream.of("files:read", "files:write", "default:read", "apikeys:read", "apikey-admin", "*")
                .filter(request::isUserInRole)
                .collect(Collectors.joining(","));
        return "principal=" + principal + " user=" + request.getRemoteUser() + " type=" + request.getAuthType()
                + " roles=" + roles;
    }

    /** What it tells of a caller with a key. */
    public static String identity(String owner, String roles) {
        return "principal=ApiKeyPrincipal:" + owner + " user=" + owner + " type=Bearer roles=" + roles;
    }
}
