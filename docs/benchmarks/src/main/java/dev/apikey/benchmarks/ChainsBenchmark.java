// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

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
import org.openjdk.jmh.infra.BenchmarkParams;
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
 * Opaque tokens are cached in a map, so that nobody is asked. What a request costs without any filter is a row, too, to be subtracted.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChainsBenchmark {

    private static final int TOKENS = 1_024;
    private static final FilterChain SERVLET = (request, response) -> {};

    /** The filters of one contestant: JMH starts a JVM for each, so that none has loaded the classes of another. */
    @State(Scope.Benchmark)
    public static class Chain {

        private Filter filter;
        private String[] tokens;

        @Setup(Level.Trial)
        public void setUp(WarmBenchmark.Warm warm, BenchmarkParams benchmark) throws JOSEException {
            ApiKeys apiKeys = warm.apiKeys();
            String name = benchmark.getBenchmark();
            Contestants contestants = new Contestants();
            switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "noFilter" -> use((request, response, chain) -> chain.doFilter(request, response), warm::token);
                case "apiKeyFilterAnyKey" -> use(ours(apiKeys, "* /files authenticated"), warm::token);
                case "apiKeyFilter", "apiKeyFilterNoBearer" -> use(ours(apiKeys, "* /files files:read"), warm::token);
                case "springOpaqueFilter" ->
                    use(
                            new BearerTokenAuthenticationFilter(new ProviderManager(
                                    new OpaqueTokenAuthenticationProvider(contestants.introspector()))),
                            warm::token);
                case "springChainForNobody" -> use(chain(apiKeys, Contestants.nobody()), warm::token);
                case "springChainOurKeys" -> useItsOwnTokens(apiKeys, Contestants.ourKeys(warm::token));
                case "springChainOpaque" -> use(chain(apiKeys, contestants.opaque()), warm::token);
                case "springChainHs256" -> useItsOwnTokens(apiKeys, Contestants.hs256());
                case "springChainRs256" -> useItsOwnTokens(apiKeys, Contestants.rs256());
                case "springChainEs256" -> useItsOwnTokens(apiKeys, Contestants.es256());
                default -> throw new IllegalArgumentException("no such chain: " + name);
            }
        }

        private void useItsOwnTokens(ApiKeys apiKeys, Contestants.Contestant contestant) throws JOSEException {
            use(chain(apiKeys, contestant), contestant.issuing());
        }

        private void use(Filter used, Contestants.Issuing issuing) throws JOSEException {
            filter = used;
            tokens = new String[TOKENS];
            for (int i = 0; i < TOKENS; i++) {
                tokens[i] = issuing.token(i);
            }
        }

        private static Filter ours(ApiKeys apiKeys, String rule) {
            return ApiKeyFilter.builder(apiKeys).rules(rule).build();
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

        private int pass(WarmBenchmark.Turn turn) throws ServletException, IOException {
            MockHttpServletRequest request = new MockHttpServletRequest("GET", "/files");
            request.addHeader("Authorization", "Bearer " + tokens[turn.of(TOKENS)]);
            return through(request, 200);
        }

        private int through(MockHttpServletRequest request, int expected) throws ServletException, IOException {
            request.setServletPath("/files");
            MockHttpServletResponse response = new MockHttpServletResponse();
            filter.doFilter(request, response, SERVLET);
            if (response.getStatus() != expected) {
                throw new IllegalStateException("answered " + response.getStatus());
            }
            return expected;
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

    @Benchmark
    @Label(at = 1, value = "no filter")
    public int noFilter(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 2, value = "our filter, any key")
    public int apiKeyFilterAnyKey(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 3, value = "our filter, with a rule for the path")
    public int apiKeyFilter(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 4, value = "our filter, without a key")
    public int apiKeyFilterNoBearer(Chain chain) throws ServletException, IOException {
        return chain.through(new MockHttpServletRequest("GET", "/files"), 401);
    }

    @Benchmark
    @Label(at = 5, value = "Spring's filter for bearer tokens, opaque")
    public int springOpaqueFilter(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 6, value = "Spring's chain, in which everybody may everything")
    public int springChainForNobody(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 7, value = "Spring's chain with our keys")
    public int springChainOurKeys(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 8, value = "Spring's chain with opaque tokens")
    public int springChainOpaque(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 9, value = "Spring's chain with JSON Web Tokens, HS256")
    public int springChainHs256(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 10, value = "Spring's chain with JSON Web Tokens, RS256")
    public int springChainRs256(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }

    @Benchmark
    @Label(at = 11, value = "Spring's chain with JSON Web Tokens, ES256")
    public int springChainEs256(Chain chain, WarmBenchmark.Turn turn) throws ServletException, IOException {
        return chain.pass(turn);
    }
}
