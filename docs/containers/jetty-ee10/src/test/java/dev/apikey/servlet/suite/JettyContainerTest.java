// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

/** Jetty 12.1, EE 10. */
class JettyContainerTest extends ContainerContract {

    JettyContainerTest() {
        super(new JettyContainer());
    }
}
