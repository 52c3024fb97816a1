// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.realm.RealmBase;

/** A container's own users, who log in by Basic with their name as the password, and whose roles can change. */
final class People extends RealmBase {

    private final Map<String, Set<String>> roles = new ConcurrentHashMap<>();

    void put(String name, String... roles) {
        this.roles.put(name, Set.of(roles));
    }

    /** Everybody who sends a name and a password is logged in, whether a page asks for it or not. */
    void letIn(StandardContext application) {
        application.setRealm(this);
        application.setPreemptiveAuthentication(true);
        BasicAuthenticator basic = new BasicAuthenticator();
        basic.setAlwaysUseSession(false);
        basic.setCache(false);
        application.getPipeline().addValve(basic);
    }

    @Override
    protected String getPassword(String name) {
        return name;
    }

    @Override
    protected Principal getPrincipal(String name) {
        return new GenericPrincipal(
                name, roles.getOrDefault(name, Set.of()).stream().toList());
    }
}
