// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.DispatcherType;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Starts the example. */
@SpringBootApplication
@EnableMethodSecurity
public class ExampleApplication {

    /** Settings are Spring Boot's: application.properties, and whatever overrides them. */
    public static void main(String[] arguments) {
        SpringApplication.run(ExampleApplication.class, arguments);
    }

    // region users
    /** The people of the example; the password is the name. Yours come from wherever they are. */
    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ada").password("{noop}ada").roles("USER", "apikey-admin").build(),
                User.withUsername("ben").password("{noop}ben").roles("USER").build(),
                User.withUsername("ops").password("{noop}ops").roles("OPERATOR").build());
    }
    // end users

    // region operators
    @Bean
    @Order(1)
    SecurityFilterChain operators(HttpSecurity http) {
        return http.securityMatcher("/actuator/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health/**")
                        .permitAll()
                        .anyRequest()
                        .hasRole("OPERATOR"))
                .httpBasic(withDefaults()) // which Prometheus sends, too
                .build();
    }
    // end operators

    /** As Spring Boot's own, which there is only where an application has no chain. */
    @Bean
    @Order(2)
    SecurityFilterChain people(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll() // the answers of the other chain, too
                        .anyRequest()
                        .authenticated())
                .formLogin(withDefaults())
                .build();
    }
}
