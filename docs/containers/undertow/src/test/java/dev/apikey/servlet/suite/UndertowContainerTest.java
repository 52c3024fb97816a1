// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

/** Undertow 2.3. */
class UndertowContainerTest extends ContainerContract {

    UndertowContainerTest() {
        super(new UndertowContainer());
    }
}
