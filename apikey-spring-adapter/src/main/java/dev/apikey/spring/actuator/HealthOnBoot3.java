// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** {@link KeyHealth} in the words of Spring Boot 3. */
record HealthOnBoot3(KeyHealth keys) implements HealthIndicator {

    @Override
    public Health health() {
        KeyHealth.Diagnosis diagnosis = keys.diagnose();
        Health.Builder health = switch (diagnosis.verdict()) {
            case UP -> Health.up();
            case REFUSING -> Health.outOfService();
            case BROKEN -> Health.down();
        };
        return health.withDetails(diagnosis.details()).build();
    }
}
