// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How much of the heap the objects of each class take, after a collection, as {@code jcmd GC.class_histogram} tells it.
 *
 * @param bytes by the names of the classes, as the JVM puts them: {@code [B} is an array of bytes
 */
record ClassHistogram(Map<String, Long> bytes) {

    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

    static ClassHistogram take() {
        try {
            String text = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            Map<String, Long> bytes = new TreeMap<>();
            text.lines()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum));
            return new ClassHistogram(bytes);
        } catch (JMException another) {
            throw new IllegalStateException("this JVM tells nobody what its heap is made of", another);
        }
    }

    /** What there is more of than before. */
    ClassHistogram since(ClassHistogram before) {
        Map<String, Long> more = new TreeMap<>();
        bytes.forEach((name, now) -> more.put(name, now - before.bytes.getOrDefault(name, 0L)));
        return new ClassHistogram(more);
    }
}
