// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Undecided;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.tools.Server;

/** In a file of another JVM, which can be limited. H2 closes a database that it cannot write, and opens it again for whoever comes next. */
class H2FullDiskTest extends FullDiskContract {

    @Override
    protected LimitedServer start(Path folder) throws IOException {
        ChildProcess child = ChildProcess.start(Serving.class, new EmptyDatabase("jdbc:h2:tcp:", "sa", ""));
        String url = "jdbc:h2:tcp://127.0.0.1:" + child.line() + "/" + folder.resolve("keys") + ";WRITE_DELAY=0";
        return new LimitedServer(new EmptyDatabase(url, "sa", ""), child.id(), child::close);
    }

    @Override
    protected String numbers(int count) {
        return "select x as n from system_range(1, " + count + ")";
    }

    /** It says no more than that the database is closed, now to a statement and now to whoever wants a connection. */
    @Override
    protected String diskFull() {
        return "the database could not change key";
    }

    /** With the database every connection is closed, so that the node may not have read the feed in time. */
    @Override
    protected Class<?>[] answersWhileFull() {
        return new Class<?>[] {Authenticated.class, Undecided.class};
    }

    /** A JVM that serves whatever database it is asked for, and says at which port, until it is killed. */
    static final class Serving {

        private Serving() {}

        public static void main(String[] arguments) throws SQLException {
            Server server =
                    Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
            System.out.println(server.getPort());
        }
    }
}
