// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Types what {@code docs/tutorial/spring-boot.md} and {@code docs/how-to/observe.md} tell a reader to type, and holds what comes back against them. */
class ConsolePagesTest {

    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("acme_live_[0-9a-z]{26}_[0-9A-Za-z]{49}");
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"response\":\\{\"id\":\"([^\"]+)\"");

    private final Map<String, String> variables = new HashMap<>();
    private final HttpClient ben = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private ConfigurableApplicationContext application;
    private String printed;
    private String address;

    /** @param at where it stands on the page */
    private record Step(String command, String output, int at) {}

    /** What it prints holds the first key: that is not for the output of tests. */
    @BeforeEach
    void start() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        PrintStream console = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            SpringApplication example = new SpringApplication(ExampleApplication.class);
            example.setMainApplicationClass(ExampleApplication.class);
            application = example.run(
                    "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                    "--server.port=0",
                    "--spring.main.register-shutdown-hook=false");
        } finally {
            System.setOut(console);
        }
        printed = out.toString(StandardCharsets.UTF_8);
        address = "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port");
        variables.put("KEY", first(TOKEN, printed, 0));
    }

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
    }

    @Test
    void theTutorialShowsWhatAReaderGets() throws Exception {
        String page = Files.readString(Path.of("../../tutorial/spring-boot.md"));
        List<Step> steps = steps(page);
        assertThat(steps).hasSizeGreaterThan(12);
        assertThat(normalized(printed)).contains(normalized(steps.get(0).output()));
        String reader = null;
        for (Step step : steps.subList(1, steps.size())) {
            if (step.command().startsWith("READER=")) {
                reader = benMakesAKey();
            } else if (!step.command().startsWith("KEY=")) {
                if (step.at() > page.indexOf("## Take it away") && reader != null) {
                    benRevokes(reader);
                    reader = null;
                }
                assertThat(normalized(run(step.command())))
                        .as(step.command())
                        .isEqualTo(normalized(step.output()));
            }
        }
    }

    /** Numbers differ, and the page leaves out what it does not speak of. */
    @Test
    void whatOperatorsAskIsAnsweredAsThePageShows() throws Exception {
        String once = "curl -s -o /dev/null -H \"Authorization: Bearer $KEY\" http://127.0.0.1:8080/api/files";
        run(once + "; " + once);
        List<Step> steps = steps(Files.readString(Path.of("../../how-to/observe.md")));
        assertThat(steps).hasSize(3);
        for (Step step : steps) {
            String answer = withoutNumbers(run(step.command()));
            for (String line : withoutNumbers(step.output()).split("\n")) {
                assertThat(answer).as(step.command()).contains(line.replaceAll(",…$", ""));
            }
        }
    }

    private static List<Step> steps(String page) {
        List<Step> steps = new ArrayList<>();
        BLOCK.matcher(page).results().forEach((MatchResult block) -> {
            for (String part : ("\n" + block.group(1)).split("\n\\$ ", -1)) {
                if (!part.isBlank()) {
                    String[] commandAndOutput = part.split("\n", 2);
                    String output = commandAndOutput.length > 1 ? commandAndOutput[1] : "";
                    steps.add(new Step(commandAndOutput[0], output, block.start()));
                }
            }
        });
        return steps;
    }

    private String run(String command) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command.replace("http://127.0.0.1:8080", address));
        shell.environment().putAll(variables);
        Process process = shell.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Through the page's API, as the page does it. */
    private String benMakesAKey() throws IOException, InterruptedException {
        String csrf = first(CSRF, send(request("/login")), 1);
        send(request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=ben&password=ben&_csrf=" + URLEncoder.encode(csrf, StandardCharsets.UTF_8))));
        String made = send(request("/api/2.0/keys")
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString("{\"name\":\"Reader\",\"permissions\":[\"files:read\"]}")));
        variables.put("READER", first(TOKEN, made, 0));
        return first(ID, made, 1);
    }

    private void benRevokes(String id) throws IOException, InterruptedException {
        String revoked = send(request("/api/2.0/keys/" + id + "/revoke")
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(revoked).contains("\"response\":true");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return ben.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static String first(Pattern wanted, String text, int group) {
        Matcher found = wanted.matcher(text);
        assertThat(found.find()).as("%s is there", wanted).isTrue();
        return found.group(group);
    }

    /** What differs from run to run is replaced by what it is. */
    private static String normalized(String output) {
        return output.replace("\r\n", "\n")
                .replaceAll("(?m) +$", "")
                .replaceAll("acme_live_\\S+", "<token>")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "<address>")
                .replaceAll("Date: .*", "Date: <date>")
                .strip();
    }

    private static String withoutNumbers(String output) {
        return output.replaceAll("\\b\\d+(\\.\\d+)?(E-?\\d+)?\\b", "0");
    }
}
