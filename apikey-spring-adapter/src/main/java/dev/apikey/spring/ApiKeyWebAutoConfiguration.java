// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static dev.apikey.spring.ApiKeySetupException.naming;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spring.logging.KeyIdInLogs;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;

/**
 * Guards {@code apikey.paths} where there is no Spring Security, and adds the management API and the page for people.
 *
 * <p>Each bean gives way to one of the host's: the registration of the {@link ApiKeyFilter}, which is a
 * {@code FilterRegistrationBean<ApiKeyFilter>}, and those of the {@link KeyManagementServlet} and the {@link KeyPageServlet}. None of the three is a bean
 * of its own, because Boot would map that to a path of its choice.
 *
 * <p>The filter comes after what corrects a request (forwarded headers, character encoding, hidden methods) and before all else:
 * Boot's parsing of forms, and filters to which the host gives no order, or one above -9950.
 */
@AutoConfiguration(after = {ApiKeyAutoConfiguration.class, ApiKeySecurityAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Conditional(OnApiKeyProperties.class)
public final class ApiKeyWebAutoConfiguration {

    /**
     * Behind {@code HiddenHttpMethodFilter} (-10000), so that rules see the method that the application will see; before
     * {@code FormContentFilter} (-9900), so that no body is read for strangers.
     */
    static final int FILTER_ORDER = -9_950;

    /** Made by Spring. */
    public ApiKeyWebAutoConfiguration() {}

    /** Asks for a registration of exactly this filter: one of another filter must not push ours out. */
    @Bean
    @ConditionalOnMissingBean(value = ApiKeyFilter.class, parameterizedContainer = FilterRegistrationBean.class)
    @Conditional(WithoutChains.class)
    FilterRegistrationBean<ApiKeyFilter> apiKeyFilterRegistration(
            ApiKeys apiKeys,
            ApiKeyProperties properties,
            Environment environment,
            ObjectProvider<ServletRegistrationBean<KeyManagementServlet>> management,
            ObjectProvider<ServletRegistrationBean<KeyPageServlet>> page) {
        if (properties.guard() == ApiKeyProperties.Guard.CHAINS) {
            throw new ApiKeySetupException(
                    "apikey.guard is chains, and the application has no filter chains of Spring Security",
                    "Set apikey.guard to paths, or add spring-boot-starter-security.");
        }
        GuardedPaths guarded = GuardedPaths.of(properties, environment, management, page);
        FilterRegistrationBean<ApiKeyFilter> registration = new FilterRegistrationBean<>(guarded.filter(apiKeys));
        registration.setName("apikey");
        registration.setUrlPatterns(guarded.urlPatterns());
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        registration.setAsyncSupported(true);
        registration.setOrder(FILTER_ORDER);
        return registration;
    }

    /**
     * At every path, where the filter guards some only: Spring MVC goes by the target as it was sent.
     */
    @Bean
    @ConditionalOnBean(value = ApiKeyFilter.class, parameterizedContainer = FilterRegistrationBean.class)
    @Conditional(WithoutChains.class)
    FilterRegistrationBean<Filter> apiKeyAmbiguousTargets(
            ObjectProvider<FilterRegistrationBean<ApiKeyFilter>> guarding) {
        return ambiguousTargets(guarding.stream()
                .filter(FilterRegistrationBean::isEnabled)
                .map(FilterRegistrationBean::getUrlPatterns)
                .flatMap(Collection::stream)
                .toList());
    }

    /** Switched off where nothing is guarded by path, or everything is. */
    static FilterRegistrationBean<Filter> ambiguousTargets(List<String> urlPatterns) {
        boolean some = !urlPatterns.isEmpty() && !urlPatterns.contains("/*");
        Filter filter = some ? ApiKeyFilter.ambiguousTargets(urlPatterns) : (in, out, chain) -> chain.doFilter(in, out);
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setName("apikey-targets");
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        registration.setAsyncSupported(true);
        registration.setOrder(FILTER_ORDER);
        registration.setEnabled(some);
        return registration;
    }

    /** Right behind the filter, where that is ours; where filter chains guard, it stands in them. */
    @Bean
    @ConditionalOnClass(name = "org.slf4j.MDC")
    @ConditionalOnBean(name = "apiKeyFilterRegistration")
    @ConditionalOnMissingBean(value = KeyIdInLogs.class, parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<KeyIdInLogs> apiKeyIdInLogs(ApiKeyProperties properties) {
        String name = properties.logging().keyId();
        FilterRegistrationBean<KeyIdInLogs> registration = new FilterRegistrationBean<>(new KeyIdInLogs(name));
        registration.setName("apikey-id");
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        registration.setAsyncSupported(true);
        registration.setOrder(FILTER_ORDER + 1);
        registration.setEnabled(!name.isEmpty());
        return registration;
    }

    @Bean
    @ConditionalOnMissingBean(
            value = KeyManagementServlet.class,
            parameterizedContainer = ServletRegistrationBean.class)
    @ConditionalOnProperty(name = "apikey.management.enabled", havingValue = "true", matchIfMissing = true)
    ServletRegistrationBean<KeyManagementServlet> apiKeyManagement(
            ApiKeys apiKeys, ApiKeyProperties properties, ObjectProvider<OwnerRights> ownerRights) {
        KeyManagementServlet.Builder builder = KeyManagementServlet.builder(apiKeys);
        naming(
                "apikey.management.path",
                () -> builder.path(properties.management().path()));
        ownerRights.ifAvailable(builder::ownerRights);
        KeyManagementServlet management =
                naming("apikey.realm", () -> builder.realm(properties.realm()).build());
        return at(management.path(), "apikey-management", management);
    }

    @Bean
    @ConditionalOnBean(value = KeyManagementServlet.class, parameterizedContainer = ServletRegistrationBean.class)
    @ConditionalOnMissingBean(value = KeyPageServlet.class, parameterizedContainer = ServletRegistrationBean.class)
    @ConditionalOnProperty(name = "apikey.page.enabled", havingValue = "true", matchIfMissing = true)
    ServletRegistrationBean<KeyPageServlet> apiKeyPage(
            ServletRegistrationBean<KeyManagementServlet> management, ApiKeyProperties properties) {
        KeyPageServlet.Builder builder = KeyPageServlet.builder(management.getServlet());
        ApiKeyProperties.Page page = properties.page();
        naming("apikey.page.path", () -> builder.path(page.path()));
        String login = page.login();
        if (login != null) {
            naming("apikey.page.login", () -> builder.login(login));
        }
        String stylesheet = page.stylesheet();
        if (stylesheet != null) {
            naming("apikey.page.stylesheet", () -> builder.stylesheet(stylesheet));
        }
        page.texts().forEach((language, file) -> addTexts(builder, language, file));
        Locale language = page.language();
        if (language != null) {
            builder.language(language);
        }
        KeyPageServlet built = naming("apikey.page.language", builder::build);
        return at(built.path(), "apikey-page", built);
    }

    private static void addTexts(KeyPageServlet.Builder builder, Locale language, Resource file) {
        naming("apikey.page.texts." + language.toLanguageTag(), () -> {
            try {
                return builder.texts(language, file.getURL());
            } catch (IOException missing) {
                throw new IllegalArgumentException("there is no " + file.getDescription(), missing);
            }
        });
    }

    private static <T extends HttpServlet> ServletRegistrationBean<T> at(String path, String name, T servlet) {
        ServletRegistrationBean<T> registration = new ServletRegistrationBean<>(servlet);
        registration.setUrlMappings(List.of(path + "/*"));
        registration.setName(name);
        registration.setAsyncSupported(true);
        return registration;
    }
}
