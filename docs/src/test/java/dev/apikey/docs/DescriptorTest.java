// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.servlet.setup.ApiKeyListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployment descriptor of the how-to page, and the annotated listener that does without one, deployed. */
class DescriptorTest {

    @TempDir
    private Path application;

    @Test
    void guardsAnApplicationWithoutALineOfJava() throws Exception {
        Path descriptor =
                Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml");
        Files.copy(Repository.ROOT.resolve("docs/src/test/resources/web.xml"), descriptor);

        guardsFiles();
    }

    @Test
    void guardsAnApplicationByAnAnnotatedListener() throws Exception {
        String classFile = "dev/apikey/docs/AcmeKeys.class";
        Path target = application.resolve("WEB-INF/classes").resolve(classFile);
        Files.createDirectories(target.getParent());
        try (InputStream compiled = AcmeKeys.class.getClassLoader().getResourceAsStream(classFile)) {
            Files.copy(compiled, target);
        }
        guardsFiles();
    }

    private void guardsFiles() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(application.resolve("work").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Context context = tomcat.addWebapp("", application.toString());
        Tomcat.addServlet(context, "files", new FilesServlet());
        context.addServletMappingDecoded("/files/*", "files");
        tomcat.start();
        try {
            String token = issue(context.getServletContext());
            assertThat(status(tomcat, "/files/1", token)).isEqualTo(200);
            assertThat(status(tomcat, "/files/1", "no-token")).isEqualTo(401);
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    /** Answers whatever is asked. */
    private static final class FilesServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(HttpServletResponse.SC_OK);
        }
    }

    private static String issue(ServletContext servletContext) {
        // region keys-of-the-listener
        ApiKeys apiKeys = ApiKeyListener.apiKeys(servletContext);
        // end keys-of-the-listener
        Authority ada = Authority.of(Actor.of("ada"), Permissions.of("files:*"));
        return apiKeys.administer(ada)
                .issue(KeyRequest.of("any", Permissions.of("files:read")))
                .revealToken();
    }

    private static int status(Tomcat tomcat, String path, String token) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
