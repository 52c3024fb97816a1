// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import static dev.apikey.spring.security.ApiKeyConfigurer.apiKeys;

import com.nimbusds.jose.JOSEException;
import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/**
 * A request through filters, from a new request object to the servlet that it reaches: ours, and those of Spring Security as its documentation sets them up.
 * Opaque tokens are cached in a map, as is recommended, so that nobody is asked. What a request costs without any filter is a row, too, to be subtracted.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChainsBenchmark {

    private static final FilterChain SERVLET = (request, response) -> {};

    /** The contestants. */
    @State(Scope.Benchmark)
    public static class Chains {

        private Filter filter;
        private Filter opaqueFilter;
        private Filter nobody;
        private Filter keys;
        private Filter opaque;
        private Filter hs256;
        private Filter rs256;
        private Filter es256;
        private String hs256Token;
        private String rs256Token;
        private String es256Token;

        @Setup(Level.Trial)
        public void setUp(WarmBenchmark.Warm warm) throws JOSEException {
            Contestants contestants = new Contestants();
            filter = ApiKeyFilter.builder(warm.apiKeys())
                    .rules("* /files files:read")
                    .build();
            opaqueFilter = new BearerTokenAuthenticationFilter(
                    new ProviderManager(new OpaqueTokenAuthenticationProvider(contestants.introspector())));
            nobody = chain(warm.apiKeys(), Contestants.nobody());
            keys = chain(warm.apiKeys(), Contestants.ourKeys(""));
            opaque = chain(warm.apiKeys(), contestants.opaque());
            Contestants.Contestant mac = Contestants.hs256();
            Contestants.Contestant rsa = Contestants.rs256();
            hs256Token = mac.token();
            rs256Token = rsa.token();
            hs256 = chain(warm.apiKeys(), mac);
            rs256 = chain(warm.apiKeys(), rsa);
            Contestants.Contestant ec = Contestants.es256();
            es256Token = ec.token();
            es256 = chain(warm.apiKeys(), ec);
        }

        private static Filter chain(ApiKeys apiKeys, Contestants.Contestant contestant) {
            AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
            context.setServletContext(new MockServletContext());
            context.register(Security.class);
            context.addBeanFactoryPostProcessor(beans -> {
                beans.registerSingleton("apiKeys", apiKeys);
                beans.registerSingleton("contestant", contestant);
            });
            context.refresh();
            return context.getBean("springSecurityFilterChain", Filter.class);
        }
    }

    /** A stateless chain for an API. */
    @EnableWebSecurity
    static class Security {

        @Bean
        SecurityFilterChain chain(HttpSecurity http, Contestants.Contestant contestant) throws Exception {
            return contestant
                    .rules()
                    .apply(http.csrf(csrf -> csrf.disable())
                            .sessionManagement(
                                    sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS)))
                    .build();
        }
    }

    private static int through(Filter filter, String token) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/files");
        request.addHeader("Authorization", "Bearer " + token);
        return through(filter, request, 200);
    }

    private static int through(Filter filter, MockHttpServletRequest request, int expected)
            throws ServletException, IOException {
        request.setServletPath("/files");
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, SERVLET);
        if (response.getStatus() != expected) {
            throw new IllegalStateException("answered " + response.getStatus());
        }
        return expected;
    }

    @Benchmark
    public int noFilter(WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return through((request, response, chain) -> chain.doFilter(request, response), warm.token(turn));
    }

    @Benchmark
    public int apiKeyFilter(Chains chains, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn)
            throws ServletException, IOException {
        return through(chains.filter, warm.token(turn));
    }

    @Benchmark
    public int apiKeyFilterNoBearer(Chains chains) throws ServletException, IOException {
        return through(chains.filter, new MockHttpServletRequest("GET", "/files"), 401);
    }

    @Benchmark
    public int springOpaqueFilter(Chains chains, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn)
            throws ServletException, IOException {
        return through(chains.opaqueFilter, warm.token(turn));
    }

    @Benchmark
    public int springChainForNobody(Chains chains, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn)
            throws ServletException, IOException {
        return through(chains.nobody, warm.token(turn));
    }

    @Benchmark
    public int springChainOurKeys(Chains chains, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn)
            throws ServletException, IOException {
        return through(chains.keys, warm.token(turn));
    }

    @Benchmark
    public int springChainOpaque(Chains chains, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn)
            throws ServletException, IOException {
        return through(chains.opaque, warm.token(turn));
    }

    @Benchmark
    public int springChainHs256(Chains chains) throws ServletException, IOException {
        return through(chains.hs256, chains.hs256Token);
    }

    @Benchmark
    public int springChainRs256(Chains chains) throws ServletException, IOException {
        return through(chains.rs256, chains.rs256Token);
    }

    @Benchmark
    public int springChainEs256(Chains chains) throws ServletException, IOException {
        return through(chains.es256, chains.es256Token);
    }
}
