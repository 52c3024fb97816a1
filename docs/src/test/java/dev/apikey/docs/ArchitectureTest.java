// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.theClass;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.apikey.ApiKey;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.Permissions;
import dev.apikey.servlet.ApiKeyPrincipal;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The directions in which the modules may look, and the one home of each dangerous thing. */
class ArchitectureTest {

    private static final String CORE = "dev.apikey";
    private static final String SPI = "dev.apikey.spi";
    private static final String HASHING = "dev.apikey.hashing";
    private static final String JDBC = "dev.apikey.jdbc..";
    private static final String SERVLET = "dev.apikey.servlet..";
    private static final String SETUP = "dev.apikey.servlet.setup";
    private static final String MANAGEMENT = "dev.apikey.servlet.management";
    private static final String SPRING = "dev.apikey.spring..";

    private static final JavaClasses PUBLISHED = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("dev.apikey")
            .that(not(resideInAnyPackage("dev.apikey.quickstart..", "dev.apikey.docs..", "dev.apikey.testkit..")));

    private static void holds(ArchRule rule) {
        rule.check(PUBLISHED);
    }

    @Nested
    class Directions {

        @Test
        void coreKnowsNoOtherModuleAndNoHttpSqlOrSpring() {
            holds(noClasses()
                    .that()
                    .resideInAnyPackage(CORE, SPI, HASHING)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            JDBC,
                            SERVLET,
                            SPRING,
                            "jakarta..",
                            "java.sql..",
                            "javax.sql..",
                            "java.net..",
                            "org.springframework.."));
        }

        @Test
        void hashersKnowNothingButTheirInterface() {
            holds(noClasses()
                    .that()
                    .resideInAPackage(HASHING)
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("dev.apikey..")
                            .and(not(resideInAPackage(HASHING)))
                            .and(not(belongToAnyOf(SecretHasher.class)))));
        }

        @Test
        void theStoreKnowsNoServletsAndNoSpring() {
            holds(noClasses()
                    .that()
                    .resideInAPackage(JDBC)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SERVLET, SPRING, "jakarta..", "org.springframework.."));
        }

        @Test
        void theFilterKnowsNoDatabaseButInItsSetup() {
            holds(noClasses()
                    .that()
                    .resideInAPackage(SERVLET)
                    .and()
                    .resideOutsideOfPackage(SETUP)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(JDBC, SETUP, SPRING, "java.sql..", "javax.sql..", "org.springframework.."));
        }

        @Test
        void springTakesNeitherTheSetupForDescriptorsNorOurPool() {
            holds(noClasses()
                    .that()
                    .resideInAPackage(SPRING)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SETUP, "com.zaxxer..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("dev.apikey.jdbc.ConnectionPool"));
        }
    }

    @Nested
    class OneHome {

        /** But for the digest in a cursor, which is of nothing secret. */
        @Test
        void secretsAreHashedAndComparedInTheHashersOnly() {
            holds(noClasses()
                    .that()
                    .resideOutsideOfPackage(HASHING)
                    .and()
                    .doNotHaveFullyQualifiedName("dev.apikey.servlet.management.Cursors")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("javax.crypto..", "de.mkammerer..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.security.MessageDigest"));
        }

        @Test
        void argon2jvmIsNeverAskedToVerify() {
            holds(noClasses()
                    .should()
                    .callMethodWhere(target(owner(resideInAPackage("de.mkammerer..")))
                            .and(target(nameMatching("verify.*|needsRehash")))));
        }

        @Test
        void sqlIsSpokenInTheStoreOnly() {
            holds(noClasses()
                    .that()
                    .resideOutsideOfPackage(JDBC)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "org.jdbi..", "com.zaxxer.."));
        }

        @Test
        void hashesAreSeenByCoreAndStoreOnly() {
            holds(noClasses()
                    .that()
                    .resideInAnyPackage(SERVLET, SPRING)
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(StoredKey.class));
        }

        @Test
        void tokensAreSeenByCoreAndByWhatShowsThemOnceOnly() {
            holds(noClasses()
                    .that()
                    .resideOutsideOfPackage(CORE)
                    .and()
                    .doNotHaveFullyQualifiedName("dev.apikey.servlet.management.ChangingCalls")
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("dev.apikey.Token")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("dev.apikey.IssuedKey"));
        }

        @Test
        void jsonIsParsedInTheManagementApiOnly() {
            holds(noClasses()
                    .that()
                    .resideOutsideOfPackage(MANAGEMENT)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson.."));
        }

        @Test
        void randomnessIsSecure() {
            holds(noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .orShould()
                    .callConstructor(Random.class));
        }
    }

    @Nested
    class HouseStyle {

        @Test
        void timeIsInjected() {
            holds(noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC"));
        }

        @Test
        void nothingIsPrinted() {
            holds(noClasses()
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err"));
        }

        @Test
        void fieldsAreFinalButInBuildersAndLifecycles() {
            holds(fields().that()
                    .areDeclaredInClassesThat()
                    .haveSimpleNameNotEndingWith("Builder")
                    .and()
                    .areDeclaredInClassesThat()
                    .haveSimpleNameNotEndingWith("Configurer") // what Spring Security calls a builder
                    .and()
                    .doNotHaveFullName("dev.apikey.ApiKeys.closed")
                    .and()
                    .areNotDeclaredIn("dev.apikey.CachedKey") // where each field is set on its own
                    .and()
                    .doNotHaveFullName("dev.apikey.KeyRecord.answer") // a reference more is a wait for memory more
                    .and()
                    .doNotHaveFullName("dev.apikey.IssuingRate.hourBegan")
                    .and()
                    .doNotHaveFullName("dev.apikey.servlet.setup.ApiKeyListener.ownPool")
                    .should()
                    .beFinal());
        }

        @Test
        void noMethodIsSynchronized() {
            holds(noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED));
        }

        @Test
        void namesSayWhatAThingIs() {
            holds(noClasses()
                    .should()
                    .haveNameMatching(
                            ".*\\.(I[A-Z][a-z]\\w*|Default\\w*|Abstract\\w*|\\w*(Impl|Manager|Utils?|Helper))"));
        }

        @Test
        void onlyWhatServletsForceCanBeExtended() {
            holds(classes()
                    .that()
                    .arePublic()
                    .and()
                    .areNotInterfaces()
                    .and()
                    .areNotEnums()
                    .and()
                    .resideOutsideOfPackage(SPRING)
                    .and()
                    .doNotHaveFullyQualifiedName("dev.apikey.servlet.setup.ApiKeyListener")
                    .should()
                    .haveModifier(JavaModifier.FINAL));
        }
    }

    @Nested
    class Law1OneDoor {

        @Test
        void onlyTheAuthenticatorMakesAnAuthenticated() {
            holds(
                    theClass("dev.apikey.AuthenticationResult$Authenticated")
                            .should()
                            .onlyBeAccessed()
                            .byClassesThat()
                            .haveNameMatching(
                                    "dev\\.apikey\\.(Authenticator|ApiKeys|AuthenticationResult.*|servlet\\.(Guard|Identity)|spring\\..*)"));
            holds(noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName("dev.apikey.Authenticator")
                    .should()
                    .callConstructor(Authenticated.class, ApiKey.class, Permissions.class));
        }

        @Test
        void onlyAnIdentityMakesAPrincipal() {
            holds(noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName("dev.apikey.servlet.Identity")
                    .and()
                    .resideOutsideOfPackage(SPRING)
                    .should()
                    .callConstructor(ApiKeyPrincipal.class, ApiKey.class, Permissions.class));
        }
    }

    @Nested
    class Law10HostStaysInCharge {

        @Test
        void noSessionIsEverAskedFor() {
            holds(noClasses().should().callMethodWhere(target(nameMatching("getSession|changeSessionId"))));
        }

        @Test
        void coreStartsThreadsInOnePlaceOnly() {
            holds(
                    noClasses()
                            .that()
                            .resideInAnyPackage(CORE, SPI, HASHING)
                            .and()
                            .haveNameNotMatching("dev\\.apikey\\.(BackgroundThreads|Heartbeat|Workers).*")
                            .should()
                            .callConstructor(Thread.class)
                            .orShould()
                            .dependOnClassesThat()
                            .haveNameMatching(
                                    "java\\.util\\.concurrent\\.(Executor|ExecutorService|Executors|Thread.*|ForkJoin.*|Scheduled.*)"));
        }
    }
}
