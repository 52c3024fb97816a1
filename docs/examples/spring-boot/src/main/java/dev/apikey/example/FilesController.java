// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import dev.apikey.ApiKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What API keys are for here: a list of titles. */
@RestController
@RequestMapping("/api/files")
class FilesController {

    record Listing(String owner, List<String> files) {}

    private final List<String> titles = new CopyOnWriteArrayList<>(List.of("Minutes", "Budget"));

    // region controller
    @GetMapping
    Listing files(@AuthenticationPrincipal ApiKey key) {
        return new Listing(key.owner(), titles);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    void add(@RequestParam String title) {
        titles.add(title);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('files:delete')")
    void clear() {
        titles.clear();
    }
    // end controller
}
