// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

class WithoutSecurityTest extends WithoutSecurityContract {

    WithoutSecurityTest() {
        super(
                "server.jetty.accesslog.enabled=true",
                "server.jetty.accesslog.filename={logs}/access.log",
                "server.jetty.accesslog.custom-format=%{client}a %t \"%m %U %H\" %s %O");
    }
}
