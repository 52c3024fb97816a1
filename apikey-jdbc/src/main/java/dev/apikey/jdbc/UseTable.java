// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.DailyUse;
import dev.apikey.spi.KeyUse;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table {@code apikey_usage}, and when keys were last used. */
final class UseTable {

    private UseTable() {}

    /**
     * Adds these uses; those of unknown keys are left out. Each key's row is locked first, whether or not its last use moves: so nobody else
     * counts the same key at the same time, or erases it and leaves its counts behind.
     */
    static void add(Handle handle, Collection<KeyUse> uses) {
        Map<String, List<KeyUse>> byKey = uses.stream()
                .collect(Collectors.groupingBy(use -> use.keyId().toString(), TreeMap::new, Collectors.toList()));
        List<KeyUse> known = markUsed(handle, byKey.values());
        List<KeyUse> first = addToCounts(handle, known);
        insertCounts(handle, first);
    }

    /**
     * Returns the uses of keys that exist. A count of 1 says so; any other says nothing: a driver may count only what became
     * another value, or leave it open in a batch.
     */
    private static List<KeyUse> markUsed(Handle handle, Collection<List<KeyUse>> usesOfKeys) {
        PreparedBatch batch =
                handle.prepareBatch("update apikey_keys set last_used_at = greatest(last_used_at, :at) where id = :id");
        for (List<KeyUse> uses : usesOfKeys) {
            KeyUse latest =
                    uses.stream().max(Comparator.comparing(KeyUse::lastUsedAt)).orElseThrow();
            batch.bind("id", latest.keyId().toString())
                    .bind("at", latest.lastUsedAt().toEpochMilli())
                    .add();
        }
        return matching(
                        batch.execute(),
                        usesOfKeys,
                        (changed, uses) -> changed == 1
                                || KeyTable.version(handle, uses.get(0).keyId()) > 0)
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Returns the uses that are the first of their key and day. */
    private static List<KeyUse> addToCounts(Handle handle, List<KeyUse> uses) {
        PreparedBatch batch = handle.prepareBatch(
                "update apikey_usage set uses = uses + :uses where key_id = :id and used_on = :day");
        uses.forEach(use -> bind(batch, use).add());
        return matching(
                batch.execute(),
                uses,
                (changed, use) -> changed == 0 || (changed == Statement.SUCCESS_NO_INFO && !isCounted(handle, use)));
    }

    private static boolean isCounted(Handle handle, KeyUse use) {
        return !between(handle, use.keyId(), use.day(), use.day()).isEmpty();
    }

    private static void insertCounts(Handle handle, List<KeyUse> uses) {
        PreparedBatch batch =
                handle.prepareBatch("insert into apikey_usage (key_id, used_on, uses) values (:id, :day, :uses)");
        uses.forEach(use -> bind(batch, use).add());
        batch.execute();
    }

    private static PreparedBatch bind(PreparedBatch batch, KeyUse use) {
        return batch.bind("id", use.keyId().toString())
                .bind("day", number(use.day()))
                .bind("uses", use.count());
    }

    /** Those that fit the number of rows that the database says it changed for them. */
    private static <T> List<T> matching(int[] changed, Collection<T> all, BiPredicate<Integer, T> fits) {
        List<T> matching = new ArrayList<>();
        int i = 0;
        for (T one : all) {
            if (fits.test(changed[i++], one)) {
                matching.add(one);
            }
        }
        return matching;
    }

    static List<DailyUse> between(Handle handle, UUID id, LocalDate from, LocalDate to) {
        return handle.createQuery("""
                        select used_on, uses
                        from apikey_usage
                        where key_id = :id and used_on >= :from and used_on <= :to
                        order by used_on""")
                .bind("id", id.toString())
                .bind("from", number(from))
                .bind("to", number(to))
                .map((row, context) -> new DailyUse(day(row.getInt("used_on")), row.getLong("uses")))
                .list();
    }

    static void delete(Handle handle, UUID id) {
        handle.createUpdate("delete from apikey_usage where key_id = :id")
                .bind("id", id.toString())
                .execute();
    }

    /** Answers whether there may be more to erase. In the order in which counts of a deleted key are erased, too. */
    static boolean purge(Handle handle, LocalDate before, int limit) {
        List<Row> oldest = handle.createQuery("""
                        select key_id, used_on
                        from apikey_usage
                        where used_on < :before
                        order by used_on, key_id
                        limit :limit""")
                .bind("before", number(before))
                .bind("limit", limit)
                .map((row, context) -> new Row(row.getString("key_id"), row.getInt("used_on")))
                .list();
        PreparedBatch batch = handle.prepareBatch("delete from apikey_usage where key_id = :id and used_on = :day");
        oldest.stream()
                .sorted(Comparator.comparing(Row::keyId).thenComparing(Row::day))
                .forEach(row ->
                        batch.bind("id", row.keyId()).bind("day", row.day()).add());
        batch.execute();
        return oldest.size() == limit;
    }

    private record Row(String keyId, int day) {}

    /** Wider than the column: whoever asks for all days to the end of time gets those that there are. */
    private static long number(LocalDate day) {
        return day.getYear() * 10_000L + day.getMonthValue() * 100L + day.getDayOfMonth();
    }

    private static LocalDate day(int number) {
        return LocalDate.of(number / 10_000, number / 100 % 100, number % 100);
    }
}
