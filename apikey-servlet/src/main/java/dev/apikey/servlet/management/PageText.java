// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The HTML of the page and of what is answered in its place, with the settings filled in. Immutable. */
final class PageText {

    /** What is said in place of the page. */
    record Notice(String title, String sentence) {}

    static final Notice NOBODY = new Notice(
            "Log in to see your API keys", "Log in to the application in this browser, then open this page again.");
    static final Notice NOT_FOUND =
            new Notice("There is nothing at this address", "If the page was open for a long time, open it again:");
    static final Notice WRONG_METHOD = new Notice("This address is for reading", "It understands GET and HEAD only.");
    static final Notice CANNOT_TELL = new Notice(
            "The application cannot tell who you are", "Nothing is wrong with your login. Try again in a few seconds:");

    /** All scripts at once, rather than each when the one before it has said that it needs it. */
    private static final String PRELOADS = PageFiles.scripts().stream()
            .map(name -> "<link rel=\"modulepreload\" href=\"{{files}}/" + name + "\">")
            .collect(Collectors.joining("\n  "));

    private final String version;
    private final String path;
    private final String api;
    private final String login;
    private final String example;
    private final String stylesheet;
    private final String page;
    private final String notice;

    PageText(
            PageFiles files,
            String path,
            String api,
            Optional<String> login,
            String example,
            Optional<String> stylesheet) {
        this.version = files.version();
        this.path = path;
        this.api = api;
        this.login = login.orElse("");
        this.example = example;
        this.stylesheet = stylesheet.orElse("");
        this.page = template("page.html");
        this.notice = template("notice.html");
    }

    private static String template(String name) {
        return new String(PageFiles.read(name), StandardCharsets.UTF_8);
    }

    /** @param context the path of the application's context */
    String page(String context) {
        return fill(page, context, Map.of());
    }

    /** @param context the path of the application's context */
    String notice(String context, Notice said) {
        return fill(notice, context, Map.of("title", said.title(), "sentence", said.sentence()));
    }

    private String fill(String template, String context, Map<String, String> more) {
        String filled = template.replace("{{preloads}}", PRELOADS)
                .replace("{{files}}", escape(context + path + "/" + version))
                .replace("{{page}}", escape(context + path))
                .replace("{{api}}", escape(context + api))
                .replace("{{login}}", escape(login.isEmpty() ? "" : context + login))
                .replace("{{example}}", escape(context + example))
                .replace("{{stylesheet}}", stylesheet.isEmpty() ? "" : link(context + stylesheet));
        for (Map.Entry<String, String> each : more.entrySet()) {
            filled = filled.replace("{{" + each.getKey() + "}}", escape(each.getValue()));
        }
        return filled;
    }

    private static String link(String address) {
        return "<link rel=\"stylesheet\" href=\"" + escape(address) + "\">";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
