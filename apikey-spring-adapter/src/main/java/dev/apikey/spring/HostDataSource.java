// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.util.ClassUtils;

/** The host's data source, without what would put our transactions into the host's. */
final class HostDataSource {

    private static final boolean HAS_SPRING_JDBC =
            ClassUtils.isPresent("org.springframework.jdbc.datasource.DelegatingDataSource", null);

    private HostDataSource() {}

    /** A change to a key that waited for the host's commit would keep every other node's changes waiting, too. */
    static DataSource outsideTransactions(DataSource dataSource) {
        return HAS_SPRING_JDBC ? Proxies.behindTheLastTransactionAware(dataSource) : dataSource;
    }

    /** Apart, because its class cannot be loaded without spring-jdbc. */
    private static final class Proxies {

        static DataSource behindTheLastTransactionAware(DataSource dataSource) {
            DataSource found = dataSource;
            DataSource next = dataSource;
            while (next instanceof DelegatingDataSource proxy) {
                next = Objects.requireNonNull(proxy.getTargetDataSource(), "a DataSource proxy has no target");
                if (proxy instanceof TransactionAwareDataSourceProxy) {
                    found = next;
                }
            }
            return found;
        }
    }
}
