// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import dev.apikey.spi.KeyStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The application, in whatever container: its addresses, and what each of them asks of a key. */
public final class WebApplication implements ServletContainerInitializer {

    /** What a key of this application can be allowed. */
    private static final String[] VOCABULARY = {
        "files:read", "files:write", "rooms:read", "rooms:write", "accounts:read", "accounts:write"
    };

    private final ApiKeys apiKeys;
    private final SharedFiles files;

    /**
     * The application, before it is in a container.
     *
     * @param apiKeys as {@link #keys} begins them
     * @param dataSource holds its files
     */
    public WebApplication(ApiKeys apiKeys, DataSource dataSource) {
        this.apiKeys = apiKeys;
        this.files = new SharedFiles(dataSource);
    }

    /** Its keys in this store; what hashes them is to be added. */
    public static ApiKeys.Builder keys(KeyStore store) {
        return ApiKeys.builder().prefix("acme_live").vocabulary(VOCABULARY).store(store);
    }

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        KeyManagementServlet management =
                KeyManagementServlet.builder(apiKeys).realm("quickstart").build();
        management.addTo(context);
        KeyPageServlet page = KeyPageServlet.builder(management)
                .login("/login?next=" + LoginServlet.KEY_PAGE)
                .example("/api/2.0/people/@self")
                .build();
        page.addTo(context);
        ApiKeyFilter.builder(apiKeys)
                .realm("quickstart")
                .rules(
                        "GET  /api/2.0/people/@self  authenticated",
                        "GET  /api/2.0/files         files:read",
                        "POST /api/2.0/files         files:write",
                        "GET  /public/**             public",
                        "GET  /                      public",
                        "GET  /login                 public",
                        "POST /login                 public",
                        management.rule(),
                        page.rule())
                .build()
                .addTo(context, "/*");
        FilterRegistration.Dynamic login = context.addFilter("login", new LoginFilter());
        login.setAsyncSupported(true);
        login.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");

        context.addServlet("self", new SelfServlet()).addMapping("/api/2.0/people/@self");
        context.addServlet("files", new FilesServlet(files, InstantSource.system()))
                .addMapping("/api/2.0/files");
        context.addServlet("rooms", new RoomsServlet()).addMapping("/api/2.0/rooms");
        context.addServlet("hello", new HelloServlet()).addMapping("/public/hello");
        context.addServlet("login", new LoginServlet()).addMapping("/login");
        context.addServlet("home", new HomeServlet()).addMapping("");
        // Without a servlet for everything else, a container would answer 404 before it asks any filter.
        context.addServlet("elsewhere", new ElsewhereServlet()).addMapping("/");

        context.getSessionCookieConfig().setHttpOnly(true);
        context.getSessionCookieConfig().setAttribute("SameSite", "Lax");
    }
}
