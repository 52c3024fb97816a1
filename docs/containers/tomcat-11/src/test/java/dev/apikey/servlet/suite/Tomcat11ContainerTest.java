// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

/** Tomcat 11. */
class Tomcat11ContainerTest extends ContainerContract {

    Tomcat11ContainerTest() {
        super(new TomcatContainer());
    }
}
