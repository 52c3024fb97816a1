// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The parameters in the query of a request, read strictly: those that are known, each at most once. */
final class Parameters {

    private static final Pattern INTEGER = Pattern.compile("[0-9]{1,9}");

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the query; for a request without a body.
     *
     * @throws RefusedException naming the parameter that is not known, there more than once, or no text
     */
    static Parameters read(HttpServletRequest request, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        parsed(request).forEach((name, all) -> {
            String quoted = Quote.of(name);
            if (!known.contains(name)) {
                throw new RefusedException(Problem.badMember(
                        quoted,
                        quoted + " is not known here: the parameters are " + String.join(", ", new TreeSet<>(known))
                                + "."));
            }
            if (all.length != 1) {
                throw new RefusedException(Problem.badMember(name, name + " must be there once."));
            }
            if (all[0].codePoints().anyMatch(Parameters::isNoText)) {
                throw new RefusedException(
                        Problem.badMember(name, name + " must not hold control characters, or half a surrogate pair."));
            }
            values.put(name, all[0]);
        });
        return new Parameters(values);
    }

    /** What not every database takes. */
    private static boolean isNoText(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static Map<String, String[]> parsed(HttpServletRequest request) {
        try {
            return request.getParameterMap();
        } catch (RuntimeException malformed) {
            throw new RefusedException(Problem.badRequest("The query is not well-formed."));
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** @throws RefusedException if it is there and no integer within these bounds */
    int integer(String name, int absent, int min, int max) {
        String value = values.get(name);
        if (value == null) {
            return absent;
        }
        int number = INTEGER.matcher(value).matches() ? Integer.parseInt(value) : -1;
        if (number < min || number > max) {
            throw new RefusedException(Problem.badMember(name, name + " must be from " + min + " to " + max + "."));
        }
        return number;
    }
}
