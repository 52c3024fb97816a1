// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

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
                User.withUsername("ben").password("{noop}ben").roles("USER").build());
    }
    // end users
}
