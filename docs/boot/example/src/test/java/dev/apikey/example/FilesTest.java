// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import static dev.apikey.spring.test.ApiKeyRequests.apiKeyOf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.apikey.spring.test.ApiKeyToken;
import dev.apikey.spring.test.AutoConfigureApiKeys;
import dev.apikey.spring.test.WithApiKey;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The tests that the page about tests shows, of the example. */
class FilesTest {

    @Nested
    // region mvc
    @SpringBootTest(properties = "apikey.store=memory")
    @AutoConfigureMockMvc
    class ByMockMvc {

        @Autowired
        private MockMvc mvc;

        @Test
        @WithApiKey(permissions = "files:read", owner = "ben")
        void aReaderReads() throws Exception {
            mvc.perform(get("/api/files")).andExpect(status().isOk());
            mvc.perform(post("/api/files?title=Plan")).andExpect(status().isForbidden());
        }

        @Test
        void nobodyReads() throws Exception {
            mvc.perform(get("/api/files")).andExpect(status().isUnauthorized());
        }

        @Test
        void eachRequestMayHaveItsOwn() throws Exception {
            mvc.perform(post("/api/files?title=Plan").with(apiKeyOf("ada", "files:write")))
                    .andExpect(status().isCreated());
            mvc.perform(delete("/api/files").with(apiKeyOf("ada", "files:write")))
                    .andExpect(status().isForbidden());
        }
    }
    // end mvc

    @Nested
    // region http
    @SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "apikey.store=memory")
    @AutoConfigureRestTestClient
    class OverHttp {

        @Autowired
        private RestTestClient client;

        @Test
        void aReaderReads(@ApiKeyToken(permissions = "files:read", owner = "ben") String token) {
            client.get()
                    .uri("/api/files")
                    .headers(headers -> headers.setBearerAuth(token))
                    .exchange()
                    .expectStatus()
                    .isOk();
        }
    }
    // end http

    @Nested
    // region slice
    @WebMvcTest(FilesController.class)
    @AutoConfigureApiKeys
    class OneController {

        @Autowired
        private MockMvc mvc;

        @Test
        @WithApiKey(permissions = "files:read", owner = "ben")
        void aReaderReads() throws Exception {
            mvc.perform(get("/api/files")).andExpect(status().isOk());
        }

        @Test
        void nobodyReads() throws Exception {
            mvc.perform(get("/api/files")).andExpect(status().isUnauthorized());
        }
    }
    // end slice

    @Nested
    @SpringBootTest(properties = "apikey.store=memory")
    @AutoConfigureMockMvc
    @AutoConfigureRestTestClient
    class ByAClientBoundToMockMvc {

        @Autowired
        private RestTestClient client;

        @Test
        @WithApiKey(permissions = "files:read", owner = "ben")
        void theAnnotationHoldsToo() {
            client.get().uri("/api/files").exchange().expectStatus().isOk();
            client.post().uri("/api/files?title=x").exchange().expectStatus().isForbidden();
        }
    }
}
