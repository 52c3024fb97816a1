// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a servlet's class says about who may have its methods called (Jakarta Annotations 2.1 §2.10 to §2.12). Immutable and thread-safe.
 *
 * <p>An annotation on {@code doGet}, {@code doPost}, … or {@code service} replaces that of the class which declares it. An annotation of
 * a class holds for what it inherits, too, and for subclasses that say nothing themselves: §2.1 would leave both open.
 *
 * @param byMethod for each method that {@code HttpServlet} has a handler for
 * @param byOthers for every other one
 */
record AnnotatedServlet(Map<String, List<Access>> byMethod, List<Access> byOthers) {

    /** A servlet that nobody may call. */
    static final AnnotatedServlet DENIED = new AnnotatedServlet(Map.of(), List.of(new Access.Denied()));

    private static final Map<String, List<String>> HANDLERS = Map.of(
            "GET", List.of("doGet"),
            "HEAD", List.of("doHead", "doGet"),
            "POST", List.of("doPost"),
            "PUT", List.of("doPut"),
            "PATCH", List.of("doPatch"),
            "DELETE", List.of("doDelete"),
            "OPTIONS", List.of("doOptions"));

    /**
     * Reads the class, its superclasses, and their methods.
     *
     * @throws IllegalArgumentException if an interface says something: §2.1 gives it no meaning, and whoever wrote it counts on one
     */
    static AnnotatedServlet read(Class<?> servlet) {
        lineage(servlet).forEach(AnnotatedServlet::requireSilentInterfaces);
        Map<String, List<Access>> byMethod = new HashMap<>();
        HANDLERS.forEach((method, handlers) -> byMethod.put(method, saidAbout(servlet, handlers)));
        return new AnnotatedServlet(Map.copyOf(byMethod), saidAbout(servlet, List.of()));
    }

    List<Access> accessBy(String method) {
        return byMethod.getOrDefault(method, byOthers);
    }

    /** What is said about each of the members that a container, or {@code HttpServlet}, calls for a request. */
    private static List<Access> saidAbout(Class<?> servlet, List<String> handlers) {
        List<Class<?>> lineage = lineage(servlet);
        List<Member> declared = Stream.concat(
                        Member.ENTRIES.stream(), handlers.stream().map(Member::handler))
                .filter(member ->
                        lineage.stream().anyMatch(type -> member.in(type).isPresent()))
                .toList();
        Set<Access> said = new LinkedHashSet<>();
        if (declared.isEmpty()) {
            lineage.forEach(type -> said.addAll(saidBy(type)));
        }
        declared.forEach(member -> said.addAll(saidAbout(lineage, member)));
        return List.copyOf(said);
    }

    private static Set<Access> saidAbout(List<Class<?>> lineage, Member member) {
        Set<Access> said = new LinkedHashSet<>();
        for (Class<?> type : lineage) {
            Optional<Method> declaration = member.in(type);
            List<Access> here = declaration
                    .map(AnnotatedServlet::saidBy)
                    .filter(own -> !own.isEmpty())
                    .orElseGet(() -> saidBy(type));
            said.addAll(here);
            if (declaration.isPresent() && !here.isEmpty()) {
                break;
            }
        }
        return said;
    }

    private static void requireSilentInterfaces(Class<?> type) {
        for (Class<?> implemented : type.getInterfaces()) {
            if (Stream.<AnnotatedElement>concat(Stream.of(implemented), Stream.of(implemented.getDeclaredMethods()))
                    .anyMatch(element -> !saidBy(element).isEmpty())) {
                throw new IllegalArgumentException(
                        "annotations must be on the servlet's class or its methods, they are on its interface "
                                + implemented.getName());
            }
            requireSilentInterfaces(implemented);
        }
    }

    /** The class and those above it, as far as the application wrote them. */
    private static List<Class<?>> lineage(Class<?> servlet) {
        return Stream.<Class<?>>iterate(
                        servlet,
                        type -> type != null && !type.getName().startsWith("jakarta.servlet."),
                        Class::getSuperclass)
                .toList();
    }

    private static List<Access> saidBy(AnnotatedElement element) {
        return Stream.of(element.getDeclaredAnnotations())
                .flatMap(annotation -> access(annotation).stream())
                .toList();
    }

    /** By name, so that this class works where the annotations are not there. */
    private static Optional<Access> access(Annotation annotation) {
        return switch (annotation.annotationType().getName()) {
            case "jakarta.annotation.security.DenyAll" -> Optional.of(new Access.Denied());
            case "jakarta.annotation.security.PermitAll" -> Optional.of(new Access.OrLogin(new Access.Authenticated()));
            case "jakarta.annotation.security.RolesAllowed" ->
                Optional.of(new Access.OneOf(List.of(((RolesAllowed) annotation).value())));
            default -> Optional.empty();
        };
    }

    /** A method that a request may end up in. */
    private record Member(String name, List<Class<?>> parameters) {

        /** What a container calls, and what that calls. */
        static final List<Member> ENTRIES = List.of(
                new Member("service", List.of(ServletRequest.class, ServletResponse.class)), handler("service"));

        static Member handler(String name) {
            return new Member(name, List.of(HttpServletRequest.class, HttpServletResponse.class));
        }

        Optional<Method> in(Class<?> type) {
            return Stream.of(type.getDeclaredMethods())
                    .filter(method -> method.getName().equals(name)
                            && List.of(method.getParameterTypes()).equals(parameters))
                    .findFirst();
        }
    }
}
