// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * Bars of a table of times, as an SVG: each as long as its time, or as the logarithm of it where the longest would leave nothing to see of the others; that has a
 * line for each power of ten.
 */
record Chart(String title, List<Bar> bars) {

    private static final int WIDTH = 800;
    private static final int LABELS = 370;
    private static final int VALUES = 90;
    private static final int LINE = 26;
    private static final int TOP = 38;
    private static final int AXIS = 22;
    private static final int BARS = WIDTH - LABELS - VALUES;
    private static final double MAX_LINEAR = 50;

    /** A row of the table. */
    record Bar(String label, String value, double nanos) {}

    private double shortest() {
        return bars.stream().mapToDouble(Bar::nanos).min().orElseThrow();
    }

    private double longest() {
        return bars.stream().mapToDouble(Bar::nanos).max().orElseThrow();
    }

    private boolean isLogarithmic() {
        return longest() / shortest() > MAX_LINEAR;
    }

    /** The power of ten at which logarithmic bars begin: one that leaves something to see of the shortest. */
    private double origin() {
        return Math.floor(Math.log10(shortest()) - 0.2);
    }

    private long width(double nanos) {
        double share = isLogarithmic()
                ? (Math.log10(nanos) - origin()) / (Math.log10(longest()) - origin())
                : nanos / longest();
        return Math.max(1, Math.round(share * BARS));
    }

    String svg() {
        boolean logarithmic = isLogarithmic();
        int axis = TOP + LINE * bars.size();
        int height = axis + (logarithmic ? AXIS : 10);
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %1$d %2$d\" role=\"img\">\n"
                        .formatted(WIDTH, height));
        svg.append("<title>").append(escaped(title)).append("</title>\n");
        svg.append(
                        "<style>text { font: 13px system-ui, sans-serif; fill: #1b1c22 } .title { font-weight: 600 } .bar { fill: #6366f1 } .ours { fill: #12683f }\n")
                .append("line { stroke: #9a9bab; stroke-dasharray: 2 3 } .power { font-size: 11px }\n")
                .append(
                        "@media (prefers-color-scheme: dark) { text { fill: #ececf1 } .ours { fill: #86d9ae } }</style>\n");
        svg.append("<text x=\"0\" y=\"18\" class=\"title\">%s%s</text>\n"
                .formatted(escaped(title), logarithmic ? " (logarithmic)" : ""));
        if (logarithmic) {
            appendPowersOfTen(svg, axis);
        }
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = TOP + LINE * i;
            long width = width(bar.nanos);
            boolean ours = bar.label.matches(".*\\b(our|warm|right token)\\b.*");
            svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LABELS - 8, y + 15, escaped(bar.label)));
            svg.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" rx=\"3\"/>\n"
                    .formatted(ours ? "bar ours" : "bar", LABELS, y + 1, width));
            svg.append("<text x=\"%d\" y=\"%d\">%s</text>\n".formatted(LABELS + width + 6, y + 15, escaped(bar.value)));
        }
        return svg.append("</svg>\n").toString();
    }

    private void appendPowersOfTen(StringBuilder svg, int bottom) {
        for (double power = origin() + 1; power <= Math.log10(longest()); power++) {
            double nanos = Math.pow(10, power);
            long x = LABELS + width(nanos);
            svg.append("<line x1=\"%d\" y1=\"%d\" x2=\"%1$d\" y2=\"%d\"/>\n".formatted(x, TOP - 6, bottom));
            svg.append("<text class=\"power\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                    .formatted(x, bottom + 14, label(nanos)));
        }
    }

    private static String label(double nanos) {
        String unit = nanos < 1e3 ? "ns" : nanos < 1e6 ? "µs" : "ms";
        double scale = nanos < 1e3 ? 1 : nanos < 1e6 ? 1e3 : 1e6;
        return Math.round(nanos / scale) + " " + unit;
    }

    /** @param time as {@link Report#time} writes it, such as {@code 4,186 ns} or {@code 14.5 µs} */
    static double nanos(String time) {
        String[] numberAndUnit = time.replace(",", "").split(" ", 2);
        double scale = switch (numberAndUnit[1].toLowerCase(Locale.ROOT)) {
            case "ns" -> 1;
            case "µs" -> 1e3;
            case "ms" -> 1e6;
            default -> throw new IllegalArgumentException("no unit of time: " + time);
        };
        return Double.parseDouble(numberAndUnit[0]) * scale;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
