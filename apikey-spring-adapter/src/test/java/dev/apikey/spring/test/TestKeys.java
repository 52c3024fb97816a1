// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.test;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.spi.OwnerRights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/** The keys of the test that this thread runs. They are erased behind it, so that no limit of the application is reached however many tests there are. */
final class TestKeys {

    private static final Permissions EVERYTHING = Permissions.of("*", "apikeys:read", "apikeys:write");
    private static final ThreadLocal<List<Runnable>> ERASURES = ThreadLocal.withInitial(ArrayList::new);
    private static final ThreadLocal<@Nullable String> PRESENTED = new ThreadLocal<>();

    private TestKeys() {}

    /** Issues a key that ends after an hour. */
    static IssuedKey issue(ApplicationContext application, String owner, String... permissions) {
        requireKnown(owner, application);
        // Each by an actor of its own: the application may allow an actor a few an hour.
        KeyAdministration keys = application
                .getBean(ApiKeys.class)
                .administer(Authority.of(Actor.of("test " + UUID.randomUUID()), EVERYTHING)
                        .withOwners(Owners.all()));
        return keys.issue(KeyRequest.of("Test", Permissions.of(permissions))
                .withOwner(owner)
                .withLifetime(Lifetime.of(Duration.ofHours(1))));
    }

    /** Issues a key that {@link #end} erases. */
    static IssuedKey issueForTest(ApplicationContext application, String owner, String... permissions) {
        IssuedKey issued = issue(application, owner, permissions);
        ApiKeys keys = application.getBean(ApiKeys.class);
        ERASURES.get()
                .add(() -> keys.administer(
                                Authority.of(Actor.of("test"), EVERYTHING).withOwners(Owners.all()))
                        .delete(issued.key().id()));
        return issued;
    }

    private static void requireKnown(String owner, ApplicationContext application) {
        OwnerRights rights = application.getBeanProvider(OwnerRights.class).getIfAvailable(OwnerRights::unlimited);
        if (rights.of(owner).isEmpty()) {
            throw new IllegalArgumentException("the application knows no owner " + owner
                    + ": name one of its users with owner = \"…\", or set apikey.owners.applications=" + owner);
        }
    }

    /** From now on, requests of this thread come with this token. */
    static void present(String token) {
        PRESENTED.set(token);
    }

    static @Nullable String presented() {
        return PRESENTED.get();
    }

    /** The test is over. */
    static void end() {
        PRESENTED.remove();
        List<Runnable> erasures = ERASURES.get();
        ERASURES.remove();
        erasures.forEach(Runnable::run);
    }
}
