// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

/** Tomcat 10.1. */
class TomcatContainerTest extends ContainerContract {

    TomcatContainerTest() {
        super(new TomcatContainer());
    }
}
