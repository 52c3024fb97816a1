// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

class WithoutSecurityTest extends WithoutSecurityContract {

    WithoutSecurityTest() {
        super(
                "server.tomcat.accesslog.enabled=true",
                "server.tomcat.accesslog.buffered=false",
                "server.tomcat.accesslog.directory={logs}",
                "server.tomcat.accesslog.pattern=%h %{apikey.id}r %t \"%m %U %H\" %s %b");
    }
}
