// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.Actor;
import dev.apikey.Authority;
import dev.apikey.KeyAdministration;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A request whose caller and call are known. */
record Exchange(HttpServletRequest request, Route route, Call call, Authority authority, KeyAdministration keys) {

    UUID key() {
        return route.key();
    }

    /** The path of the API: no host is named, because whatever names one may be the client's own invention. */
    private String mount() {
        String path = request.getServletContext().getContextPath() + request.getServletPath();
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("the mount is no path: " + path, impossible);
        }
    }

    String location(UUID id) {
        return mount() + "/" + id;
    }

    /** The address that was asked, in one spelling. */
    String href() {
        return mount() + route.spelled();
    }

    /** What a cursor for this caller and this address is bound to. */
    List<String> boundTo(List<String> more) {
        Actor actor = authority.actor();
        List<String> boundTo = new ArrayList<>(List.of(actor.id(), String.valueOf(actor.keyId()), route.spelled()));
        boundTo.addAll(more);
        return boundTo;
    }
}
