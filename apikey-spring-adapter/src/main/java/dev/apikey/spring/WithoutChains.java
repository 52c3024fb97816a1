// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;

/** There is no Spring Security whose filter chains guard. */
final class WithoutChains extends NoneNestedConditions {

    /** The bean that looks after the chains; its class cannot be named where there is no Spring Security. */
    static final String CHAINS = "apiKeyChains";

    WithoutChains() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(name = CHAINS)
    static class WithChains {}
}
