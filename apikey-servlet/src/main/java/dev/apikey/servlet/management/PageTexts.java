// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every sentence of the page in one language, by name. English is whole; what another language lacks is English there. Immutable. */
final class PageTexts {

    private static final System.Logger LOGGER = System.getLogger("dev.apikey.servlet.management");

    /** Unicode's plural rules have no other ways of counting (UTS #35, Language Plural Rules). */
    private static final Pattern COUNTED = Pattern.compile("(.+)\\.(?:zero|one|two|few|many|other)");

    private static final Pattern WORD = Pattern.compile("\\{(\\w+)}");
    private static final String COUNT = "count";
    private static final PageTexts ENGLISH = new PageTexts("en", parse(PageFiles.read("texts.properties")));

    private final String language;
    private final SortedMap<String, String> byName;

    private PageTexts(String language, SortedMap<String, String> byName) {
        this.language = language;
        this.byName = byName;
    }

    static PageTexts english() {
        return ENGLISH;
    }

    /**
     * Reads a file of a host's.
     *
     * @throws IllegalArgumentException saying which text is wrong, or that there is no such language
     * @throws UncheckedIOException if the file cannot be read
     */
    static PageTexts of(Locale language, URL file) {
        String tag = language.toLanguageTag();
        if (language.getLanguage().isEmpty() || tag.startsWith("und")) {
            throw new IllegalArgumentException("a language must be such as de or pt-BR");
        }
        try (InputStream in = file.openStream()) {
            return ENGLISH.with(tag, parse(in.readAllBytes()));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("texts for " + tag + ": " + wrong.getMessage(), wrong);
        } catch (IOException failure) {
            throw new UncheckedIOException("texts for " + tag + " cannot be read", failure);
        }
    }

    private static SortedMap<String, String> parse(byte[] file) {
        Properties texts = new Properties();
        try (InputStreamReader reader =
                new InputStreamReader(new ByteArrayInputStream(file), StandardCharsets.UTF_8.newDecoder())) {
            texts.load(reader);
        } catch (CharacterCodingException otherCharset) {
            throw new IllegalArgumentException("the file must be written in UTF-8", otherCharset);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        SortedMap<String, String> byName = new TreeMap<>();
        texts.stringPropertyNames()
                .forEach(name -> byName.put(name, texts.getProperty(name).strip()));
        return byName;
    }

    private PageTexts with(String tag, SortedMap<String, String> theirs) {
        theirs.forEach(this::check);
        theirs.keySet().stream()
                .map(PageTexts::standard)
                .filter(name -> !theirs.containsKey(name))
                .forEach(name -> {
                    throw new IllegalArgumentException(name + " must be there, for every other number");
                });
        Set<String> groups = theirs.keySet().stream().map(PageTexts::group).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>(byName.keySet());
        missing.removeIf(name -> groups.contains(group(name)));
        if (!missing.isEmpty() && !tag.startsWith("en")) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the page for API keys has no text for {0} in {1}, and shows it in English",
                    String.join(", ", missing),
                    tag);
        }
        SortedMap<String, String> all = new TreeMap<>(theirs);
        missing.forEach(name -> all.put(name, get(name)));
        return new PageTexts(tag, all);
    }

    private void check(String name, String text) {
        String english = byName.get(standard(name));
        if (english == null) {
            throw new IllegalArgumentException(
                    "there is no text named " + name
                            + ": the names are those of dev/apikey/servlet/management/page/texts.properties in the jar of apikey-servlet");
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        if (name.equals("direction") && !Set.of("ltr", "rtl").contains(text)) {
            throw new IllegalArgumentException("direction must be ltr or rtl");
        }
        Set<String> expected = words(english);
        Set<String> found = words(text);
        expected.remove(COUNT);
        if (!found.containsAll(expected) || !words(english).containsAll(found)) {
            throw new IllegalArgumentException(name + " must have the same {words} as in English: " + english);
        }
    }

    /** What is counted is one text in several forms. */
    private static String group(String name) {
        Matcher counted = COUNTED.matcher(name);
        return counted.matches() ? counted.group(1) : name;
    }

    private static String standard(String name) {
        return name.equals(group(name)) ? name : group(name) + ".other";
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map((MatchResult word) -> word.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The language tag (BCP 47). */
    String language() {
        return language;
    }

    String get(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** A module that exports them: JSON is JavaScript, and whatever a text holds is the content of a string. */
    byte[] script() {
        byte[] json = Json.bytes(out -> {
            out.writeStartObject();
            for (Map.Entry<String, String> text : byName.entrySet()) {
                out.writeStringField(text.getKey(), text.getValue());
            }
            out.writeEndObject();
        });
        return ("export const messages = " + new String(json, StandardCharsets.UTF_8) + ";\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
