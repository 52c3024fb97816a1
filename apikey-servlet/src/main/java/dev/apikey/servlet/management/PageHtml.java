// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The HTML of the page and of what is answered in its place, in one language, with the settings filled in. Immutable. */
final class PageHtml {

    /** What is said in place of the page. */
    enum Notice {
        NOBODY("notices.nobody"),
        NOT_FOUND("notices.notFound"),
        WRONG_METHOD("notices.wrongMethod"),
        CANNOT_TELL("notices.cannotTell");

        private final String name;

        Notice(String name) {
            this.name = name;
        }
    }

    /**
     * Where everything is, within the application's context.
     *
     * @param path of the page
     */
    record Places(String path, String api, Optional<String> login, String example, Optional<String> stylesheet) {}

    private static final Pattern GAP = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String PAGE = template("page.html");
    private static final String NOTICE = template("notice.html");

    private final PageTexts texts;
    private final String version;
    private final Places places;

    PageHtml(PageTexts texts, PageFiles files, Places places) {
        this.texts = texts;
        this.version = files.version();
        this.places = places;
    }

    private static String template(String name) {
        return new String(PageFiles.read(name), StandardCharsets.UTF_8);
    }

    /** @param context the path of the application's context */
    String page(String context) {
        Map<String, String> gaps = common(context);
        gaps.put("title", escape(texts.get("title")));
        gaps.put("preloads", preloads(files(context)));
        gaps.put("api", escape(context + places.api()));
        gaps.put("login", escape(places.login().map(place -> context + place).orElse("")));
        gaps.put("example", escape(context + places.example()));
        gaps.put("waiting", escape(texts.get("waiting")));
        gaps.put("reload", escape(texts.get("reload")));
        gaps.put(
                "noScript",
                escape(texts.get("noScript")).replace("{api}", "<code>" + escape(context + places.api()) + "</code>"));
        return fill(PAGE, gaps);
    }

    /** @param context the path of the application's context */
    String notice(String context, Notice said) {
        Map<String, String> gaps = common(context);
        gaps.put("title", escape(texts.get(said.name)));
        gaps.put("sentence", escape(texts.get(said.name + "Text")));
        gaps.put("open", escape(texts.get("notices.open")));
        return fill(NOTICE, gaps);
    }

    private Map<String, String> common(String context) {
        Map<String, String> gaps = new HashMap<>();
        gaps.put("language", escape(texts.language()));
        gaps.put("direction", escape(texts.get("direction")));
        gaps.put("page", escape(context + places.path()));
        gaps.put("files", files(context));
        gaps.put(
                "stylesheet",
                places.stylesheet()
                        .map(place -> "<link rel=\"stylesheet\" href=\"" + escape(context + place) + "\">")
                        .orElse(""));
        return gaps;
    }

    private String files(String context) {
        return escape(context + places.path() + "/" + version);
    }

    /** All scripts at once, rather than each when the one before it has said that it needs it. */
    private static String preloads(String files) {
        return PageFiles.scripts().stream()
                .map(name -> "<link rel=\"modulepreload\" href=\"" + files + "/" + name + "\">")
                .collect(Collectors.joining("\n  "));
    }

    /** In one pass, so that nothing that is filled in is taken for a gap. */
    private static String fill(String template, Map<String, String> gaps) {
        return GAP.matcher(template)
                .replaceAll(
                        gap -> Matcher.quoteReplacement(Objects.requireNonNull(gaps.get(gap.group(1)), gap.group())));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
