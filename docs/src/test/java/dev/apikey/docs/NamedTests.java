// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tests of all modules by their names: {@code TopClass}, and {@code TopClass.Nested.method}. They are read from the sources, indented as our formatter
 * does it, because most of their classes are on no class path of this module.
 */
record NamedTests(Set<String> names) {

    private static final Pattern TYPE = Pattern.compile(
            "( *)(?:(?:public|protected|private|abstract|static|final|sealed) )*(?:class|interface|record|enum) (\\w+).*");
    private static final Pattern ANNOTATION =
            Pattern.compile(" *@(Test|ParameterizedTest|RepeatedTest|TestFactory|FuzzTest)\\b.*");
    private static final Pattern METHOD =
            Pattern.compile("( *)(?:(?:public|protected|final|static) )*[\\w<>., ?]+ (\\w+)\\(.*");
    private static final int INDENT = 4;

    static NamedTests ofAllModules() {
        Set<String> names = new TreeSet<>();
        Repository.sources("", path -> path.contains("src/test/java/") && path.endsWith(".java"))
                .forEach(file -> names.addAll(in(Repository.read(file))));
        return new NamedTests(names);
    }

    /** The tests of one source, and the name of its class if it has any. */
    static Set<String> in(String source) {
        Set<String> names = new TreeSet<>();
        List<String> types = new ArrayList<>();
        boolean annotated = false;
        for (String line : source.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (type.matches()) {
                enter(types, type.group(1).length() / INDENT, type.group(2));
            } else if (ANNOTATION.matcher(line).matches()) {
                annotated = true;
            } else if (annotated && method.matches()) {
                int depth = Math.min(method.group(1).length() / INDENT, types.size());
                List<String> path = new ArrayList<>(types.subList(0, depth));
                path.add(method.group(2));
                names.add(String.join(".", path));
                names.add(path.get(0));
                annotated = false;
            }
        }
        return names;
    }

    private static void enter(List<String> types, int depth, String name) {
        types.subList(Math.min(depth, types.size()), types.size()).clear();
        types.add(name);
    }

    /** Those of the names in a cell that no test has. A method alone is one of the class that was named before it. */
    List<String> missing(Collection<String> cell) {
        List<String> missing = new ArrayList<>();
        String type = "";
        for (String name : cell) {
            boolean alone = !name.contains(".") && Character.isLowerCase(name.charAt(0));
            if (!names.contains(alone ? type + "." + name : name)) {
                missing.add(name);
            }
            type = alone ? type : name.replaceAll("\\.?[a-z]\\w*$", "");
        }
        return missing;
    }
}
