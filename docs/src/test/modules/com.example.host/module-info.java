// SPDX-License-Identifier: Apache-2.0
// region module
module com.example.host {
    requires dev.apikey.core;
    requires dev.apikey.jdbc;
    requires dev.apikey.servlet;

    // What our jars use and, as automatic modules, cannot require.
    requires com.fasterxml.jackson.core; // the management API
    requires de.mkammerer.argon2.nolibs; // argon2-jvm
    requires io.leangen.geantyref; // JDBI
    requires jakarta.servlet;
    requires java.sql;
    requires org.slf4j; // JDBI and HikariCP

    requires com.h2database; // your own
}
// end module
