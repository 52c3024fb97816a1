// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

// region client
/** Sends requests with the key in a file, and reads the file again when the key is refused: it may have been rotated. Thread-safe. */
final class AcmeClient {

    private final HttpClient http = HttpClient.newHttpClient(); // it follows no redirects, so the key goes nowhere else
    private final Path keyFile;
    private volatile String key;

    AcmeClient(Path keyFile) throws IOException {
        this.keyFile = keyFile;
        this.key = read(keyFile);
    }

    HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        String used = key;
        HttpResponse<String> response = send(uri, used);
        if (response.statusCode() != 401) {
            return response;
        }
        String now = read(keyFile);
        key = now;
        return now.equals(used) ? response : send(uri, now); // once: a key that is refused does not get better
    }

    private HttpResponse<String> send(URI uri, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + key)
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static String read(Path keyFile) throws IOException {
        return Files.readString(keyFile).strip();
    }
}
// end client
