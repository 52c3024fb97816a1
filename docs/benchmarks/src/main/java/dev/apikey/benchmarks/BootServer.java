// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.spi.KeyStore;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A controller that says a few words in a Spring Boot application as it comes, behind one of the contestants. Runs until it is killed. */
public final class BootServer {

    private BootServer() {}

    /** What a host has. */
    @RestController
    static class FilesController {

        @GetMapping("/files")
        Map<String, List<String>> files() {
            return Map.of("files", List.of("one", "two"));
        }
    }

    /** Without what the starters would add of ours, so that each chain holds what it is named for and nothing else. */
    @Configuration
    @EnableAutoConfiguration(
            excludeName = {
                "dev.apikey.spring.ApiKeyAutoConfiguration",
                "dev.apikey.spring.ApiKeySecurityAutoConfiguration",
                "dev.apikey.spring.ApiKeyWebAutoConfiguration",
                "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"
            })
    @Import(FilesController.class)
    static class Application {

        @Bean
        SecurityFilterChain chain(HttpSecurity http, Contestants.Contestant contestant) throws Exception {
            return contestant
                    .rules()
                    .apply(http.csrf(csrf -> csrf.disable())
                            .sessionManagement(
                                    sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS)))
                    .build();
        }
    }

    /**
     * Started by {@link CpuPerRequest}.
     *
     * @param args {@code nobody}, {@code keys}, {@code opaque}, {@code hs256}, {@code rs256} or {@code es256}
     */
    public static void main(String[] args) throws Exception {
        ApiKeys apiKeys =
                Keys.builder(KeyStore.inMemory()).hasher(Keys.fastHasher()).build();
        String[] tokens = Keys.issue(apiKeys, CpuPerRequest.KEYS);
        Contestants.Contestant contestant = switch (args[0]) {
            case "keys" -> Contestants.ourKeys(number -> tokens[number]);
            case "opaque" -> new Contestants().opaque();
            case "hs256" -> Contestants.hs256();
            case "rs256" -> Contestants.rs256();
            case "es256" -> Contestants.es256();
            default -> Contestants.nobody();
        };
        for (int i = 0; i < CpuPerRequest.KEYS; i++) {
            System.out.println("Key " + contestant.issuing().token(i));
        }
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .initializers(starting -> {
                    starting.getBeanFactory().registerSingleton("apiKeys", apiKeys);
                    starting.getBeanFactory().registerSingleton("contestant", contestant);
                })
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "server.tomcat.max-keep-alive-requests=-1",
                        "spring.main.banner-mode=off",
                        "logging.level.root=error")
                .run();
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        System.out.println("Listening on http://127.0.0.1:" + port);
        System.out.println("Stop it by killing it.");
    }
}
