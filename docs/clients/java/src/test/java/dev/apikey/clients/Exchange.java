// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/**
 * One request and its answer, without any token.
 *
 * @param method of the request
 * @param path of the request, without the query
 * @param status of the answer
 * @param headers of the answer
 * @param body of the answer; a missing node if it is empty, a text node if it is no JSON
 */
record Exchange(String method, String path, int status, HttpHeaders headers, JsonNode body) {

    String contentType() {
        return headers.firstValue("Content-Type").orElse("none");
    }

    @Override
    public String toString() {
        return method + " " + path + " -> " + status + " " + contentType() + " " + body;
    }
}
