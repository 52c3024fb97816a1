// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.util.List;

/** What can be measured, by the name on the command line. */
enum Table {
    WARM(WarmBenchmark.class, "sha256", "keys", "1024"),
    MANY_KEYS(WarmBenchmark.class, "sha256", "keys", "1024", "100000", "1000000"),
    REFUSALS(RefusalsBenchmark.class, "sha256", "keys", "1024"),
    VIRTUAL(VirtualBenchmark.class, "sha256"),
    COLD(ColdBenchmark.class, "selectByJdbc", "database", "h2", "postgresql"),
    COLD_ARGON2ID(ColdArgon2idBenchmark.class, "argon2id"),
    STORE(StoreBenchmark.class, "selectByJdbc", "database", "h2", "postgresql"),
    RIVALS(RivalsBenchmark.class, "apiKeys"),
    CHAINS(ChainsBenchmark.class, "apiKeyFilter");

    private final Class<?> benchmark;
    private final String floor;
    private final List<String> parameter;

    /** @param parameter its name and its values, if there is one */
    Table(Class<?> benchmark, String floor, String... parameter) {
        this.benchmark = benchmark;
        this.floor = floor;
        this.parameter = List.of(parameter);
    }

    Class<?> benchmark() {
        return benchmark;
    }

    /** The row that all others are compared with. */
    String floor() {
        return floor;
    }

    /** How many JVMs measure a row in quick mode: one, where there are so many rows that more would take too long. */
    int forks() {
        return this == STORE ? 1 : 2;
    }

    boolean hasParameter() {
        return !parameter.isEmpty();
    }

    String parameter() {
        return parameter.get(0);
    }

    List<String> parameters() {
        return parameter.subList(1, parameter.size());
    }
}
