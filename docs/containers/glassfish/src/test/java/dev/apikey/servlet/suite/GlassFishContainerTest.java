// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

/** GlassFish 7. */
class GlassFishContainerTest extends ContainerContract {

    GlassFishContainerTest() {
        super(new GlassFishContainer());
    }
}
