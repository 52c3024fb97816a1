// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** Request targets as attackers of containers and filters have written them for two decades, and their offspring. Never ends. */
final class MutatedTargets implements Iterator<String> {

    /** Within the context. Each comes once as it is, then mutated. */
    private static final List<String> SEEDLINGS = List.of(
            "/vault/gold",
            "/vault",
            "/exact",
            "/exact/",
            "/index.html",
            "/",
            "",
            "/admin/a",
            "/oops",
            "/report.do",
            "/open/a",
            "/open/a.do",
            "/vault/a.do",
            "/admin/a.do",
            "/nowhere",
            "/open/../vault/gold",
            "/open/..%2fvault/gold",
            "/open/%2e%2e/vault/gold",
            "/open/..;/vault/gold",
            "/open/;/../vault/gold",
            "/open/..;a=b/admin/a",
            "/open/\\..\\..\\vault\\gold",
            "/open/..%5c..%5cvault/gold",
            "/open/%252e%252e/vault/gold",
            "/open/a/..%252fvault/gold",
            "/open;/../exact",
            "/exact;jsessionid=1",
            "/exact;jsessionid=1;x",
            "/vault/gold;a.do",
            "/admin/a;.do",
            "/admin/a%3b.do",
            "/admin/a%00.do",
            "/admin/a%0a.do",
            "/admin/a.do/",
            "/admin/a.DO",
            "/ADMIN/a",
            "/%61dmin/a",
            "/adm\u0131n/a",
            "//admin/a",
            "/./admin/a",
            "/.//admin/a",
            "/open/.;/../admin/a",
            "/admin%20/a",
            "/admin./a",
            "/admin%2fa",
            "/exact/.",
            "/exact/..",
            "/exact%2f",
            "/exact%00",
            "/exact?/open/a",
            "/open/a#/../exact");

    private static final List<String> PIECES = List.of(
            "/",
            "//",
            "/./",
            "/../",
            ".",
            "..",
            ";",
            ";a=b",
            ";/",
            "..;/",
            "/..;a/",
            ";jsessionid=1",
            "%2f",
            "%2F",
            "%5c",
            "%5C",
            "\\",
            "%2e",
            "%2E",
            "%2e%2e",
            "%2e%2e%2f",
            "%252f",
            "%252e",
            "%255c",
            "%25",
            "%",
            "%00",
            "%0a",
            "%0d",
            "%09",
            "%20",
            "%7f",
            "%c0%af",
            "%c0%ae",
            "%ef%bc%8f",
            "%e2%80%ae",
            "%u002f",
            "%3b",
            "%3f",
            "%23",
            "?",
            "#",
            "*",
            "\u00e9",
            "V",
            "~1",
            ":",
            "+",
            ",",
            "|",
            ".do",
            "/.",
            "open/",
            "/open/../");

    private final String context;
    private final Random random;
    private int count;

    MutatedTargets(String context, Random random) {
        this.context = context;
        this.random = random;
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public String next() {
        String seedling = context + SEEDLINGS.get(count % SEEDLINGS.size());
        return count++ < SEEDLINGS.size() ? seedling : inSomeForm(mutate(seedling));
    }

    private String mutate(String target) {
        String mutated = target;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = 1 + random.nextInt(mutated.length());
            String before = mutated.substring(0, at);
            String after = mutated.substring(at);
            String first = after.isEmpty() ? "" : after.substring(0, 1);
            String rest = after.isEmpty() ? "" : after.substring(1);
            mutated = switch (random.nextInt(8)) {
                case 0 -> before + encoded(first) + rest;
                case 1 -> before + encoded(first).replace("%", "%25") + rest;
                case 2 -> before + first.toUpperCase(Locale.ROOT) + rest;
                default -> before + PIECES.get(random.nextInt(PIECES.size())) + after;
            };
        }
        return mutated;
    }

    private static String encoded(String text) {
        return Stream.of(text)
                .filter(character -> !character.isEmpty())
                .map(character -> String.format("%%%02x", (int) character.charAt(0)))
                .findFirst()
                .orElse("");
    }

    /** RFC 9112 §3.2: one in sixteen in absolute form. */
    private String inSomeForm(String target) {
        return random.nextInt(16) == 0 ? "http://localhost" + target : target;
    }
}
