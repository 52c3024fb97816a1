// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import java.util.Arrays;
import java.util.List;

/** A table on a page, as it is written. */
record PageTable(List<String> head, List<List<String>> rows) {

    /** The first table behind this heading of a page. */
    static PageTable behind(String heading, String page) {
        List<List<String>> lines = page.lines()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .map(PageTable::cells)
                .toList();
        return new PageTable(lines.get(0), lines.subList(2, lines.size()));
    }

    private static List<String> cells(String line) {
        String[] cells = line.strip().split("\\|", -1);
        return Arrays.stream(cells)
                .limit(cells.length - 1L)
                .skip(1)
                .map(String::strip)
                .toList();
    }

    /** What a cell says in code: {@code `files:read`} without its marks. */
    static String code(String cell) {
        return cell.replace("`", "");
    }
}
