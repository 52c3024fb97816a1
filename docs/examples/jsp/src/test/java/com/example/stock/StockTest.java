// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web application as its folder holds it, in Tomcat. */
class StockTest {

    private static final Tomcat TOMCAT = new Tomcat();

    private static URI base;

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeAll
    static void start(@TempDir Path work) throws Exception {
        TOMCAT.setBaseDir(work.toString());
        TOMCAT.setPort(0);
        TOMCAT.enableNaming();
        var context = TOMCAT.addWebapp(
                "/stock", Path.of("src/main/webapp").toAbsolutePath().toString());
        // A WAR has few jars to look through; the class path of a test has many.
        var jars = new StandardJarScanFilter();
        jars.setDefaultPluggabilityScan(false);
        jars.setDefaultTldScan(false);
        jars.setTldScan("jakarta.servlet.jsp.jstl-*.jar");
        context.getJarScanner().setJarScanFilter(jars);
        TOMCAT.start();
        base = URI.create("http://localhost:" + TOMCAT.getConnector().getLocalPort() + "/stock/");
    }

    @AfterAll
    static void stop() throws Exception {
        TOMCAT.stop();
        TOMCAT.destroy();
    }

    @Test
    void sendsAStrangerToTheLogin() throws Exception {
        var page = get("articles");
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location")).hasValue("/stock/login");
        assertThat(get("login").body()).contains("<form method=\"post\" action=\"/stock/login\">");
        assertThat(get("api/articles").statusCode()).isEqualTo(401);
    }

    @Test
    void showsTheArticlesToWhoeverLogsIn() throws Exception {
        assertThat(logIn("bob", "wrong").body()).contains("Name or password is wrong.");
        assertThat(logIn("bob", "bob-password").statusCode()).isEqualTo(302);
        assertThat(get("articles").body())
                .contains("Logged in as bob.", "Bolt M8")
                .doesNotContain("Add");
        assertThat(post("articles", "application/x-www-form-urlencoded", "name=Washer&count=1")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("logout", "application/x-www-form-urlencoded", "").statusCode())
                .isEqualTo(302);
        assertThat(get("articles").statusCode()).isEqualTo(302);
    }

    @Test
    void takesAKeyThatAClerkMadeUntilHeRevokesIt() throws Exception {
        logIn("ada", "ada-password");
        var key = makeKey("articles:write");
        assertThat(add("Rivet", key).statusCode()).isEqualTo(201);
        assertThat(get("articles").body()).contains("Rivet");

        assertThat(browser.send(to("api/articles", key).build(), BodyHandlers.ofString()))
                .as("what the key was not granted")
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(403))
                .satisfies(answer -> assertThat(answer.headers().firstValue("WWW-Authenticate"))
                        .hasValueSatisfying(challenge -> assertThat(challenge).contains("articles:read")));

        assertThat(post("api/2.0/keys/" + key.id() + "/revoke", "application/json", "{}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(add("Rivet", key).statusCode()).isEqualTo(401);
    }

    @Test
    void grantsNobodyMoreThanHeMayDo() throws Exception {
        assertThat(askForKey("articles:read").statusCode()).isEqualTo(401);
        logIn("bob", "bob-password");
        assertThat(askForKey("articles:write").statusCode()).isEqualTo(403);
        assertThat(browser.send(to("api/articles", makeKey("articles:read")).build(), BodyHandlers.ofString())
                        .body())
                .contains("Bolt M8");
    }

    @Test
    void takesFromAKeyWhatItsOwnerMayNoLongerDo() throws Exception {
        inDatabase("insert into users select 'eve', role, salt, password from users where name = 'ada'");
        logIn("eve", "ada-password");
        var key = makeKey("articles:write");
        inDatabase("update users set role = 'reader' where name = 'eve'");
        assertThat(add("Rivet", key).statusCode()).isEqualTo(403);
    }

    private static void inDatabase(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:h2:mem:stock", "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void asksForAKeyAndNotForASession() throws Exception {
        logIn("ada", "ada-password");
        assertThat(get("api/articles").statusCode()).isEqualTo(401);
    }

    @Test
    void showsThePageToWhoeverIsLoggedIn() throws Exception {
        var sent = get("developer/api-keys");
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(sent.headers().firstValue("Location")).hasValue("/stock/login");
        logIn("bob", "bob-password");
        assertThat(get("articles").body()).contains("<a href=\"/stock/developer/api-keys\">");
        assertThat(get("developer/api-keys").statusCode()).isEqualTo(200);
    }

    private record Key(String id, String token) {

        @Override
        public String toString() {
            return id;
        }
    }

    private HttpResponse<String> askForKey(String permission) throws Exception {
        return post("api/2.0/keys", "application/json", "{\"name\":\"Shop\",\"permissions\":[\"" + permission + "\"]}");
    }

    private Key makeKey(String permission) throws Exception {
        var answer = askForKey(permission);
        assertThat(answer.statusCode()).isEqualTo(201);
        var key = new ObjectMapper().readTree(answer.body()).get("response");
        return new Key(key.get("id").asText(), key.get("key").asText());
    }

    private HttpResponse<String> add(String name, Key key) throws Exception {
        return browser.send(
                to("api/articles", key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\",\"count\":7}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(String path, Key key) {
        return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + key.token());
    }

    private HttpResponse<String> logIn(String name, String password) throws Exception {
        return post(
                "login",
                "application/x-www-form-urlencoded",
                "name=" + URLEncoder.encode(name, UTF_8) + "&password=" + URLEncoder.encode(password, UTF_8));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return browser.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
