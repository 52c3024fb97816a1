// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every documented answer is given by the running API, and every answer that it gives here is documented. */
class DescribedAnswersTest {

    private static final String KEYS = "/api/2.0/keys";
    private static final String NEW_KEY = "{\"name\":\"job\",\"permissions\":[\"files:read\"]}";
    /** Calls that need a key, or ask the store about nothing else. */
    private static final Set<String> NEEDS_KEY =
            Set.of("getAllPermissions", "getAuthority", "getApiKey", "getDescription");
    /** Given when half a minute of real time has passed; the servlet's own tests move its ticker. */
    private static final int SLOW_BODY = 408;

    private static final Caller ADA = Caller.person("ada");
    private static final Caller BEN = Caller.person("ben");

    private static final Description DESCRIPTION = Description.inTheJar();
    private static final Recorder RECORDER = new Recorder();

    @BeforeAll
    static void askEverythingOfEveryCall() {
        try (StartedServer server = ManagementServer.start()) {
            Course course = new Course(server, new Requests(server.address(), RECORDER), DESCRIPTION);
            course.succeed();
            course.liveALife();
            course.beRefused();
            course.conflict();
            course.reachLimits();
            course.breakDown();
        }
    }

    @Test
    void everyAnswerIsDescribed() {
        assertThat(RECORDER.exchanges()).hasSizeGreaterThan(100);
        assertThat(DESCRIPTION.differences(RECORDER.exchanges())).isEmpty();
    }

    @Test
    void everyDescribedAnswerIsGiven() {
        Set<String> described = new TreeSet<>();
        DESCRIPTION
                .operations()
                .forEach(operation -> operation.statuses().stream()
                        .filter(status -> status != SLOW_BODY)
                        .forEach(status -> described.add(operation.id() + " " + status)));
        Set<String> given = new TreeSet<>();
        RECORDER.exchanges()
                .forEach(exchange -> DESCRIPTION
                        .operation(exchange.method(), exchange.path())
                        .ifPresent(operation -> given.add(operation.id() + " " + exchange.status())));
        assertThat(given).isNotEmpty().isEqualTo(described);
    }

    @Test
    void everyPathRefusesOtherMethodsAsDescribed() {
        Set<String> paths = new TreeSet<>();
        DESCRIPTION.operations().forEach(operation -> paths.add(operation.path()));
        Set<String> refusing = new TreeSet<>();
        RECORDER.exchanges().stream()
                .filter(exchange -> exchange.status() == 405)
                .forEach(exchange -> refusing.add(DESCRIPTION.template(exchange.path())));
        assertThat(refusing).isEqualTo(paths);
    }

    @Test
    void everyDescribedMemberAndWordIsGiven() {
        Set<String> given = new TreeSet<>();
        for (Exchange exchange : RECORDER.exchanges()) {
            JsonNode answer = DESCRIPTION.answer(exchange);
            if (!answer.isMissingNode()) {
                DESCRIPTION.collectGiven(DESCRIPTION.schemaOf(answer), exchange.body(), given);
            }
        }
        assertThat(given).containsAll(DESCRIPTION.describedInAnswers());
    }

    @Test
    void everyDescribedHeaderIsGiven() {
        Set<String> given = new TreeSet<>();
        Set<String> described = new TreeSet<>();
        for (Exchange exchange : RECORDER.exchanges()) {
            Operation.names(DESCRIPTION.answer(exchange).path("headers")).forEach(header -> {
                String place = exchange.status() + " " + header;
                described.add(place);
                Optional<String> value = exchange.headers().firstValue(header);
                value.ifPresent(present -> given.add(place));
            });
        }
        assertThat(given).isNotEmpty().isEqualTo(described);
    }

    /** What is asked, in this order, because the last things make the rest impossible. */
    private record Course(StartedServer server, Requests requests, Description description) {

        private String path(Operation operation, Object id) {
            return operation.path().replace("{id}", id.toString());
        }

        /** The body that the document itself shows. */
        private @Nullable String body(Operation operation) {
            return operation.hasBody()
                    ? operation
                            .node()
                            .at("/requestBody/content/application~1json/example")
                            .toString()
                    : null;
        }

        private UUID key(String... permissions) {
            return server.issue("ben", permissions).key().id();
        }

        private Exchange call(Caller caller, Operation operation, Object id, String... fields) {
            return requests.send(caller, operation.method(), path(operation, id), body(operation), fields);
        }

        void succeed() {
            Caller key = Caller.key(server.issue("ben", "files:read").revealToken());
            for (Operation operation : description.operations()) {
                call(NEEDS_KEY.contains(operation.id()) ? key : ADA, operation, key("files:read"));
            }
        }

        void liveALife() {
            Caller script = Caller.key(server.issue("cyd", "files:*", "apikeys:read", "apikeys:write")
                    .revealToken());
            String id = Requests.id(requests.post(
                    script, KEYS, "{\"name\":\"nightly\",\"permissions\":[\"files:read\"],\"expiresInDays\":1}"));
            server.use(UUID.fromString(id));
            requests.put(script, KEYS + "/" + id, "{\"name\":\"daily\",\"permissions\":[\"files:write\"]}");
            requests.put(script, KEYS + "/" + id, "{\"isActive\":false}");
            requests.get(script, KEYS + "/" + id);
            requests.put(script, KEYS + "/" + id, "{\"isActive\":true}");
            String successor = Requests.id(requests.post(script, KEYS + "/" + id + "/rotate", "{\"overlapHours\":1}"));
            requests.get(script, KEYS + "/" + id);
            requests.get(script, KEYS + "/" + id + "/usage?days=1");
            server.clock().move(Duration.ofHours(2));
            requests.get(script, KEYS + "/" + id);
            requests.post(script, KEYS + "/" + successor + "/revoke", "{\"reason\":\"lost\"}");
            requests.get(script, KEYS + "/" + successor);
            requests.post(
                    script,
                    KEYS + "/revoke",
                    "{\"ids\":[\"%s\",\"%s\"],\"reason\":\"lost\"}".formatted(id, UUID.randomUUID()));
            requests.get(script, KEYS + "?limit=1");
            requests.delete(script, KEYS + "/" + id);
            requests.get(script, KEYS + "/" + id + "/history");
            requests.get(script, KEYS + "/" + id + "/history?limit=1");
            requests.get(ADA, KEYS + "/history?limit=1");
        }

        /** Nothing of this changes the key. */
        void beRefused() {
            UUID key = key("files:read");
            String weak = server.issue("ben", "files:read").revealToken();
            for (Operation operation : description.operations()) {
                for (int status : operation.statuses()) {
                    switch (status) {
                        case 400 -> call(Caller.key(weak), operation, key, "Authorization", "Bearer x");
                        case 401 -> {
                            call(Caller.nobody(), operation, key);
                            call(Caller.key("acme_live_wrong"), operation, key);
                        }
                        case 403 -> call(Caller.key(weak), operation, key);
                        case 404 -> call(BEN, operation, UUID.randomUUID());
                        case 413 ->
                            requests.send(
                                    BEN,
                                    operation.method(),
                                    path(operation, key),
                                    " ".repeat(16_385) + body(operation));
                        case 415 -> call(BEN, operation, key, "Content-Type", "text/plain");
                        default -> {
                            // Asked for elsewhere.
                        }
                    }
                }
            }
            for (String path : Operation.names(description.document().path("paths"))) {
                requests.send(ADA, "PATCH", path.replace("{id}", key.toString()), null);
            }
            requests.post(BEN, KEYS, "{\"name\":\"\",\"permissions\":[\"files:read\"]}");
            requests.post(BEN, KEYS, "{\"name\":\"job\",\"permissions\":[\"files:read\"],\"owner\":\"cyd\"}");
            requests.get(BEN, KEYS + "?limit=0");
            requests.get(BEN, KEYS + "?cursor=forged");
            requests.get(BEN, KEYS + "/no-uuid");
            requests.send(BEN, "DELETE", KEYS + "/" + key, null, "Sec-Fetch-Site", "cross-site");
        }

        void conflict() {
            UUID rotated = key("files:read");
            requests.send(BEN, "POST", KEYS + "/" + rotated + "/rotate", null);
            requests.post(BEN, KEYS + "/" + rotated + "/rotate", "{}");
            UUID revoked = key("files:read");
            requests.send(BEN, "POST", KEYS + "/" + revoked + "/revoke", null);
            requests.put(BEN, KEYS + "/" + revoked, "{\"name\":\"other\"}");
            requests.post(BEN, KEYS + "/" + revoked + "/rotate", "{}");
            requests.send(BEN, "PUT", KEYS + "/" + key("files:read"), "{\"name\":\"other\"}", "If-Match", "\"12345\"");
        }

        void reachLimits() {
            Caller hoarder = Caller.person("hoarder");
            for (int i = 0; i <= StartedServer.MAX_LIVE; i++) {
                requests.post(hoarder, KEYS, NEW_KEY);
            }
            Caller eager = Caller.person("eager");
            String id = Requests.id(requests.post(eager, KEYS, NEW_KEY));
            for (int i = 1; i < StartedServer.MAX_PER_HOUR; i++) {
                id = Requests.id(requests.post(eager, KEYS + "/" + id + "/rotate", "{\"overlapHours\":0}"));
            }
            requests.post(eager, KEYS, NEW_KEY);
            requests.post(eager, KEYS + "/" + id + "/rotate", "{}");
        }

        void breakDown() {
            UUID key = key("files:read");
            Caller self = Caller.key(server.issue("ben", "files:read").revealToken());
            server.breakStore(true);
            for (Operation operation : description.operations()) {
                call(NEEDS_KEY.contains(operation.id()) ? self : ADA, operation, key);
            }
        }
    }
}
