// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotatedServletTest {

    private static final Access READ = oneOf("files:read");
    private static final Access WRITE = oneOf("files:write");
    private static final Access ANYBODY_KNOWN = new Access.OrLogin(new Access.Authenticated());
    private static final Access DENIED = new Access.Denied();

    private static Access oneOf(String... names) {
        return new Access.OneOf(List.of(names));
    }

    private static List<Access> access(Class<?> servlet, String method) {
        return AnnotatedServlet.read(servlet).accessBy(method);
    }

    /** A servlet that has a handler for GET and one for POST. */
    private static class Plain extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
    }

    @RolesAllowed("files:read")
    private static class Reading extends Plain {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
    }

    @Nested
    class OnTheClass {

        @RolesAllowed({"files:read", "admin"})
        private static final class Roles extends Plain {
            private static final long serialVersionUID = 1L;
        }

        @PermitAll
        private static final class Open extends Plain {
            private static final long serialVersionUID = 1L;
        }

        @DenyAll
        private static final class Closed extends Plain {
            private static final long serialVersionUID = 1L;
        }

        @RolesAllowed({})
        private static final class NoRoles extends Plain {
            private static final long serialVersionUID = 1L;
        }

        @RolesAllowed("files:read")
        @DenyAll
        private static final class Contradicting extends Plain {
            private static final long serialVersionUID = 1L;
        }

        @RolesAllowed("files:read")
        private static final class NoHttpServlet extends GenericServlet {

            private static final long serialVersionUID = 1L;

            @Override
            public void service(ServletRequest request, ServletResponse response) {}
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW", "get", ""})
        void isForEveryMethod(String method) {
            assertThat(access(Roles.class, method)).containsExactly(oneOf("files:read", "admin"));
            assertThat(access(Open.class, method)).containsExactly(ANYBODY_KNOWN);
            assertThat(access(Closed.class, method)).containsExactly(DENIED);
            assertThat(access(NoRoles.class, method)).containsExactly(oneOf());
            assertThat(access(NoHttpServlet.class, method)).containsExactly(READ);
            assertThat(access(Plain.class, method)).isEmpty();
        }

        @Test
        void holdsWithAllOthersThere() {
            assertThat(access(Contradicting.class, "GET")).containsExactlyInAnyOrder(READ, DENIED);
        }

        @Test
        void ofNoRoleAdmitsNobody() {
            assertThat(oneOf().permissions()).isEmpty();
        }
    }

    @Nested
    class OnAMethod {

        @RolesAllowed("files:read")
        private static final class Mixed extends HttpServlet {

            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

            @Override
            @RolesAllowed("files:write")
            protected void doPost(HttpServletRequest request, HttpServletResponse response) {}

            @Override
            @DenyAll
            protected void doDelete(HttpServletRequest request, HttpServletResponse response) {}
        }

        private static final class OnlyOne extends HttpServlet {

            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

            @Override
            @RolesAllowed("files:write")
            protected void doPost(HttpServletRequest request, HttpServletResponse response) {}

            @DenyAll
            @SuppressWarnings("unused")
            void doPost(HttpServletRequest request) {}
        }

        private static final class Entry extends HttpServlet {

            private static final long serialVersionUID = 1L;

            @Override
            @RolesAllowed("files:write")
            protected void service(HttpServletRequest request, HttpServletResponse response) {}
        }

        private static final class OwnHead extends HttpServlet {

            private static final long serialVersionUID = 1L;

            @Override
            @RolesAllowed("files:read")
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

            @Override
            @RolesAllowed("files:write")
            protected void doHead(HttpServletRequest request, HttpServletResponse response) {}
        }

        @Test
        void replacesTheClassThere() {
            assertThat(access(Mixed.class, "GET")).containsExactly(READ);
            assertThat(access(Mixed.class, "HEAD")).containsExactly(READ);
            assertThat(access(Mixed.class, "POST")).containsExactly(WRITE);
            assertThat(access(Mixed.class, "DELETE")).containsExactly(DENIED);
            assertThat(access(Mixed.class, "OPTIONS")).containsExactly(READ);
        }

        @Test
        void saysNothingOfOthers() {
            assertThat(access(OnlyOne.class, "POST")).containsExactly(WRITE);
            assertThat(access(OnlyOne.class, "GET")).isEmpty();
            assertThat(access(OnlyOne.class, "BREW")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "POST", "BREW"})
        void thatEveryRequestEntersIsForAll(String method) {
            assertThat(access(Entry.class, method)).containsExactly(WRITE);
        }

        @Test
        void forHeadHoldsWithThatForGet() {
            assertThat(access(OwnHead.class, "HEAD")).containsExactlyInAnyOrder(READ, WRITE);
        }
    }

    @Nested
    class OnAnInterface {

        @RolesAllowed("files:read")
        private interface Guarded {}

        private interface Deeper extends Guarded {}

        interface OfMethods {

            @DenyAll
            void doGet(HttpServletRequest request, HttpServletResponse response);
        }

        private static class Counting extends Plain implements Deeper {
            private static final long serialVersionUID = 1L;
        }

        private static final class Inheriting extends Counting {
            private static final long serialVersionUID = 1L;
        }

        private static final class OnMethods extends HttpServlet implements OfMethods {

            private static final long serialVersionUID = 1L;

            @Override
            public void doGet(HttpServletRequest request, HttpServletResponse response) {}
        }

        @ParameterizedTest
        @ValueSource(classes = {Counting.class, Inheriting.class, OnMethods.class})
        void isRefused(Class<?> servlet) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AnnotatedServlet.read(servlet))
                    .withMessageStartingWith("annotations must be on the servlet's class or its methods");
        }
    }

    @Nested
    class Inherited {

        private static final class Silent extends Reading {
            private static final long serialVersionUID = 1L;
        }

        private static final class SilentlyOverriding extends Reading {

            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
        }

        @RolesAllowed("files:write")
        private static final class Adding extends Reading {
            private static final long serialVersionUID = 1L;
        }

        @RolesAllowed("files:write")
        private static final class Replacing extends Reading {

            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
        }

        @Test
        void isWhatASubclassSaysNothingAbout() {
            assertThat(access(Silent.class, "GET")).containsExactly(READ);
            assertThat(access(SilentlyOverriding.class, "GET")).containsExactly(READ);
        }

        @Test
        void holdsWithWhatASubclassAdds() {
            assertThat(access(Adding.class, "GET")).containsExactlyInAnyOrder(READ, WRITE);
        }

        @Test
        void isReplacedWhereASubclassHasItsOwnHandler() {
            assertThat(access(Replacing.class, "GET")).containsExactly(WRITE);
        }
    }
}
