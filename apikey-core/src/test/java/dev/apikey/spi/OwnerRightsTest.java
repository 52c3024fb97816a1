// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Permissions;
import dev.apikey.testkit.OwnerRightsContract;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OwnerRightsTest {

    @Nested
    class Unlimited extends OwnerRightsContract {

        @Override
        protected OwnerRights rights() {
            return OwnerRights.unlimited();
        }

        @Override
        protected String existingOwner() {
            return "ben";
        }

        @Test
        void areEverythingForEverybody() {
            Permissions everything = OwnerRights.unlimited().of("anybody").orElseThrow();
            assertThat(everything.covers(Permissions.of("*", "apikeys:read", "apikeys:write")))
                    .isTrue();
        }
    }

    @Nested
    class LookedUpInAMap extends OwnerRightsContract {

        private final Map<String, Permissions> users =
                Map.of("ben", Permissions.of("files:*"), "ada", Permissions.of("*"));

        @Override
        protected OwnerRights rights() {
            return owner -> Optional.ofNullable(users.get(owner));
        }

        @Override
        protected String existingOwner() {
            return "ben";
        }
    }
}
