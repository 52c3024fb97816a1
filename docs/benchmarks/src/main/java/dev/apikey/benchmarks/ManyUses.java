// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import java.io.PrintStream;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Writing down uses where few days are kept, and where many are, in one table and in a table with a partition for each month, on PostgreSQL; and what it takes
 * to be rid of the oldest month. All on one connection, in turn.
 */
final class ManyUses implements AutoCloseable {

    /** As many as a node hands over at once. */
    private static final int BATCH = 500;

    /** As many as a node erases at once. */
    private static final int PURGED_AT_ONCE = 500;

    private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-01");
    private static final DateTimeFormatter NUMBER = DateTimeFormatter.BASIC_ISO_DATE;

    private final int keys;
    private final int days;
    private final boolean partitioned;
    private final Databases database;
    private final Jdbi jdbi;
    private final KeyStore store;
    private final List<Double> firstOfDay = new ArrayList<>();
    private final List<Double> again = new ArrayList<>();

    private ManyUses(int keys, int days, boolean partitioned) {
        this.keys = keys;
        this.days = days;
        this.partitioned = partitioned;
        database = Databases.start("postgresql");
        KeySchema.apply(database.dataSource());
        jdbi = Jdbi.create(database.dataSource());
        jdbi.useHandle(this::fill);
        store = JdbiKeyStore.of(database.dataSource());
    }

    /**
     * Measures and prints.
     *
     * @param rounds a day each, on which all keys are used
     * @param keys a multiple of 500
     * @param days for which uses of all keys are there before
     */
    static void print(PrintStream out, int rounds, int keys, int days) {
        List<ManyUses> tables = new ArrayList<>();
        try {
            tables.add(new ManyUses(keys, 1, false));
            tables.add(new ManyUses(keys, days, false));
            tables.add(new ManyUses(keys, days, true));
            List<ManyUses> inTurn = new ArrayList<>(tables);
            for (int round = 0; round <= rounds; round++) {
                for (ManyUses table : inTurn) {
                    table.useAll(
                            FIRST_DAY.plusDays(days + round),
                            round > 0); // The first is for the compiler and the caches.
                }
                Collections.reverse(inTurn);
            }
            Report.printHead(
                    out,
                    String.format(
                            Locale.ROOT, "PostgreSQL, %,d keys, flushes of %d uses, %d rounds", keys, BATCH, rounds),
                    Databases.POSTGRESQL);
            out.println(
                    "| Table | rows | first flush of a day | noise | further flush | noise | to be rid of January |");
            out.println("| --- | --- | --- | --- | --- | --- | --- |");
            tables.forEach(table -> table.print(out));
        } finally {
            tables.forEach(ManyUses::close);
        }
    }

    private void print(PrintStream out) {
        Spread first = Spread.of(firstOfDay);
        Spread further = Spread.of(again);
        out.printf(
                Locale.ROOT,
                "| %s | %,d | %s | ± %.0f %% | %s | ± %.0f %% | %s |%n",
                partitioned ? "a partition for each month" : days == 1 ? "one day" : days + " days",
                (long) keys * days,
                Report.time(first.median()),
                100 * first.noise() / first.median(),
                Report.time(further.median()),
                100 * further.noise() / further.median(),
                days == 1 ? "–" : Report.time(forgetJanuary()));
    }

    private void fill(Handle handle) {
        ManyRows.fill(handle, keys);
        if (partitioned) {
            partition(handle);
        }
        handle.execute(
                "insert into apikey_usage (key_id, used_on, uses)"
                        + " select k.id, cast(to_char(d.day, 'YYYYMMDD') as integer), 1"
                        + " from generate_series(cast(? as date), cast(? as date), interval '1 day') as d (day)"
                        + " cross join apikey_keys k",
                FIRST_DAY.toString(),
                FIRST_DAY.plusDays(days - 1L).toString());
        handle.execute("vacuum analyze apikey_usage");
    }

    /** As a host could do it, before there is anything in it. */
    private static void partition(Handle handle) {
        handle.execute("drop table apikey_usage");
        handle.execute("create table apikey_usage (key_id varchar(36) collate \"C\" not null, used_on integer not null,"
                + " uses bigint not null, primary key (key_id, used_on)) partition by range (used_on)");
        handle.execute("create index apikey_usage_by_day on apikey_usage (used_on, key_id)");
        for (int month = 0; month < 24; month++) {
            LocalDate begin = FIRST_DAY.plusMonths(month);
            handle.execute(String.format(
                    Locale.ROOT,
                    "create table %s partition of apikey_usage for values from (%s) to (%s)",
                    nameOf(begin),
                    NUMBER.format(begin),
                    NUMBER.format(begin.plusMonths(1))));
        }
    }

    private static String nameOf(LocalDate month) {
        return "apikey_usage_" + NUMBER.format(month);
    }

    /** Each key twice on this day, as many at a time as a node does, in an order of their own. */
    private void useAll(LocalDate day, boolean counts) {
        List<Integer> numbers =
                new ArrayList<>(IntStream.rangeClosed(1, keys).boxed().toList());
        Collections.shuffle(numbers, new Random(day.toEpochDay()));
        for (List<Double> times : List.of(firstOfDay, again)) {
            for (int from = 0; from < keys; from += BATCH) {
                List<KeyUse> uses = numbers.subList(from, from + BATCH).stream()
                        .map(number -> new KeyUse(
                                ManyRows.id(number),
                                day,
                                1,
                                day.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC)))
                        .toList();
                long began = System.nanoTime();
                store.recordUse(uses);
                if (counts) {
                    times.add((double) (System.nanoTime() - began));
                }
            }
        }
    }

    /** @return how long it takes: by what the library does, or by dropping the partition */
    private double forgetJanuary() {
        LocalDate february = FIRST_DAY.plusMonths(1);
        long began = System.nanoTime();
        if (partitioned) {
            jdbi.useHandle(handle -> handle.execute("drop table " + nameOf(FIRST_DAY)));
        } else {
            while (store.purgeUsage(february, PURGED_AT_ONCE)) {
                // There is more.
            }
        }
        double nanos = System.nanoTime() - began;
        if (!store.usage(ManyRows.id(1), FIRST_DAY, february.minusDays(1)).isEmpty()) {
            throw new IllegalStateException("uses of January are still there");
        }
        return nanos;
    }

    @Override
    public void close() {
        database.close();
    }
}
