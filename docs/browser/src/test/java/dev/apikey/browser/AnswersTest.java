// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** At every step, the API answers whatever it may, and what it may not: the person is told, keeps what was typed, and goes on. */
class AnswersTest extends PageTest {

    private static final String NONSENSE = "The server gave an answer that this page does not understand";
    private static final String A_KEY = "/[0-9a-f-]{36}";

    /** What the API answers, and what a person is told about it. */
    private record Answer(int status, String body, String told) {

        static Answer refusal(int status, String detail) {
            return new Answer(status, "{\"status\":%d,\"detail\":\"%s\"}".formatted(status, detail), detail);
        }
    }

    private static final List<Answer> ANSWERS = List.of(
            new Answer(401, "{\"status\":401,\"detail\":\"x\"}", "Your session has ended."),
            Answer.refusal(403, "<i>You</i> may not."),
            Answer.refusal(409, "It has ended."),
            Answer.refusal(412, "It is another one."),
            Answer.refusal(429, "Too many in an hour."),
            new Answer(503, "{\"status\":503,\"detail\":\"x\"}", "The server is busy and cannot answer now."),
            new Answer(403, "Forbidden by a proxy", NONSENSE),
            new Answer(502, "<html>Bad Gateway</html>", NONSENSE),
            new Answer(200, "<html>Log in</html>", NONSENSE),
            new Answer(200, "", NONSENSE),
            new Answer(200, "null", NONSENSE),
            new Answer(200, "[1]", NONSENSE),
            new Answer(200, "{\"response\":null}", NONSENSE),
            new Answer(200, "{\"response\":{\"id\":1,\"name\":{},\"key\":\"x\"}}", NONSENSE),
            new Answer(200, "{\"response\":[{\"id\":\"x\",\"permissions\":7}]}", NONSENSE));

    /**
     * A dialog that sends something.
     *
     * @param open opens it and types
     * @param submit its button
     * @param kept what was typed, and must still be there
     */
    private record Step(
            String name, String method, String path, Consumer<Visit> open, String submit, Consumer<Visit> kept) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Step confirmation(String name, String method, String path, String entry, String submit) {
        return new Step(name, method, path, ben -> ben.choose("CI", entry), submit, ben -> {});
    }

    private static Step withReason(String name, String path, Consumer<Visit> open, String submit) {
        return new Step(
                name,
                "POST",
                path,
                ben -> {
                    open.accept(ben);
                    ben.field("Reason").fill("leaked");
                },
                submit,
                ben -> assertThat(ben.field("Reason")).hasValue("leaked"));
    }

    private static void named(Visit ben) {
        assertThat(ben.field("Name")).hasValue("Typed");
    }

    static Stream<Step> steps() {
        return Stream.of(
                new Step(
                        "create",
                        "POST",
                        "",
                        ben -> {
                            ben.button("Create new secret key").click();
                            ben.field("Name").fill("Typed");
                            ben.choose("Read only");
                        },
                        "Create key",
                        AnswersTest::named),
                new Step(
                        "edit",
                        "PUT",
                        A_KEY,
                        ben -> {
                            ben.choose("CI", "Edit…");
                            ben.field("Name").fill("Typed");
                        },
                        "Save",
                        AnswersTest::named),
                new Step(
                        "rotate",
                        "POST",
                        A_KEY + "/rotate",
                        ben -> {
                            ben.choose("CI", "Rotate…");
                            ben.field("The old key keeps working for").selectOption("1");
                        },
                        "Rotate",
                        ben -> assertThat(ben.field("The old key keeps working for"))
                                .hasValue("1")),
                confirmation("disable", "PUT", A_KEY, "Disable…", "Disable"),
                confirmation("delete", "DELETE", A_KEY, "Delete…", "Delete"),
                withReason("revoke", A_KEY + "/revoke", ben -> ben.choose("CI", "Revoke…"), "Revoke for good"),
                withReason(
                        "revoke several",
                        "/revoke",
                        ben -> {
                            ben.row("CI").locator("input").check();
                            ben.button("Revoke selected…").click();
                        },
                        "Revoke 1 key for good"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void areToldInTheDialogAndLoseNothing(Step step) {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        step.open().accept(ben);
        for (Answer answer : ANSWERS) {
            boolean isConflict = step.name().equals("edit") && answer.status() == 412;
            ben.answer(step.method(), step.path(), answer.status(), answer.body());
            ben.press(step.submit());
            assertThat(ben.dialog().locator(".failure p").first())
                    .containsText(isConflict ? "Somebody else changed this key" : answer.told());
            step.kept().accept(ben);
            ben.answerAsUsual();
        }
        ben.press(step.submit());
        assertThat(ben.page.locator(".toast, .dialog .secret")).isVisible();
    }

    /**
     * Something that is asked for with one click, or without any.
     *
     * @param place where the failure is shown
     * @param again what makes it go away, and then {@code row} is there
     */
    private record Reading(
            String name, String method, String path, Consumer<Visit> ask, String place, Consumer<Visit> again) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static void close(Visit ben) {
        ben.page.keyboard().press("Escape");
        assertThat(ben.dialog()).hasCount(0);
    }

    static Stream<Reading> readings() {
        Consumer<Visit> reload = ben -> ben.page.reload();
        Consumer<Visit> details = ben -> ben.choose("CI", "Use and history");
        return Stream.of(
                new Reading("who asks", "GET", "/authority", reload, ".list", reload),
                new Reading("what may be granted", "GET", "/permissions", reload, ".list", reload),
                new Reading("the list", "GET", "", reload, ".list", reload),
                new Reading(
                        "the key to edit",
                        "GET",
                        A_KEY,
                        ben -> ben.choose("CI", "Edit…"),
                        "dialog",
                        AnswersTest::close),
                new Reading("the use", "GET", A_KEY + "/usage", details, "dialog", AnswersTest::close),
                new Reading("the history", "GET", A_KEY + "/history", details, "dialog", AnswersTest::close),
                new Reading("enabling", "PUT", A_KEY, ben -> ben.choose("CI", "Enable"), "dialog", AnswersTest::close));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void areToldInPlaceOfWhatWasAskedFor(Reading reading) {
        server.admin().disable(scene.key("ben", "CI", "files:read").id());
        Visit ben = visit("ben");
        for (Answer answer : ANSWERS) {
            ben.answer(reading.method(), reading.path(), answer.status(), answer.body());
            reading.ask().accept(ben);
            Locator told = ben.page.locator(reading.place() + " .failure");
            assertThat(told).containsText(answer.told());
            ben.answerAsUsual();
            reading.again().accept(ben);
            assertThat(told).hasCount(0);
            assertThat(ben.row("CI")).isVisible();
        }
    }

    @Test
    void ofTheCountsLeaveTheListAlone() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        for (Answer answer : ANSWERS) {
            ben.answer("GET", "/count", answer.status(), answer.body());
            ben.page.reload();
            assertThat(ben.row("CI")).isVisible();
            assertThat(ben.page.locator(".chip .count:not(:empty)")).hasCount(0);
            ben.answerAsUsual();
        }
    }

    @Test
    void doNotMakeAPersonMakeASecondKeyUnawares() {
        Visit ben = visit("ben");
        ben.button("Create new secret key").first().click();
        ben.field("Name").fill("Typed");
        ben.choose("All");
        ben.answer("POST", "", route -> {
            route.fetch();
            route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                    .setStatus(504)
                    .setBody("<html>Gateway Timeout</html>"));
        });
        ben.press("Create key");
        assertThat(ben.dialog()).containsText("The key may have been made all the same");
        ben.press("Cancel");
        assertThat(ben.row("Typed")).isVisible();
    }
}
