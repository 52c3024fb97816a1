// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

class WithoutSecurityTest extends WithoutSecurityContract {

    WithoutSecurityTest() {
        super(
                "server.undertow.accesslog.enabled=true",
                "server.undertow.accesslog.dir={logs}",
                "server.undertow.accesslog.pattern=%h %t \"%m %U %H\" %s %b");
    }
}
