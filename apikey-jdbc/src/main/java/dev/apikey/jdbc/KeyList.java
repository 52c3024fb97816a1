// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.ApiKey;
import dev.apikey.KeyCondition;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import dev.apikey.spi.KeyStoreException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of many keys of {@code apikey_keys} at once.
 *
 * <p><b>Security.</b> Some databases fold case, accents or trailing spaces unless a column forbids it. Owners and actors that were asked for
 * by name are compared again, exactly; a database that folds is refused, because whatever it counts or pages is wrong, too.
 */
final class KeyList {

    private KeyList() {}

    static List<ApiKey> page(Handle handle, KeyQuery query, Instant now) {
        Conditions conditions = Conditions.of(query.conditions(), now);
        if (query.from() != null) {
            conditions.behind(query.order(), query.from());
        }
        List<ApiKey> keys = conditions
                .bindTo(handle.createQuery("select " + KeyTable.COLUMNS + from(query, conditions)))
                .bind("limit", query.limit())
                .map(KeyTable::toKey)
                .list();
        keys.forEach(key -> requireExact(key, query.conditions(), now));
        return keys;
    }

    /** Whoever searches for a text goes through many keys: by an index that has the text, and then to the rows of those that are on the page. */
    private static String from(KeyQuery query, Conditions conditions) {
        String order = Conditions.orderBy(query.order());
        String page = " from apikey_keys" + conditions.where() + order + " limit :limit";
        boolean searches = query.conditions().stream().anyMatch(KeyCondition.Containing.class::isInstance);
        return searches
                ? " from (select id as found_id" + page + ") found join apikey_keys on id = found_id" + order
                : page;
    }

    private static void requireExact(ApiKey key, List<KeyCondition> conditions, Instant now) {
        for (KeyCondition condition : conditions) {
            boolean isExact =
                    condition instanceof KeyCondition.AmongOwners || condition instanceof KeyCondition.CreatedBy;
            requireExact(!isExact || condition.isMetBy(key, now));
        }
    }

    private static void requireExact(boolean exact) {
        if (!exact) {
            throw new KeyStoreException(
                    "the database does not compare owners and actors exactly: their columns are not those of the schema",
                    null);
        }
    }

    static long count(Handle handle, KeyQuery query, Instant now) {
        Conditions conditions = Conditions.of(query.conditions(), now);
        return conditions
                .bindTo(handle.createQuery("select count(*) from apikey_keys" + conditions.where()))
                .mapTo(Long.class)
                .one();
    }

    static List<String> owners(Handle handle, Owners among, Instant now, @Nullable String after, int limit) {
        Conditions conditions = Conditions.among(among).live(now);
        if (after != null) {
            conditions.ownerBehind(after);
        }
        List<String> owners = conditions
                .bindTo(handle.createQuery(
                        "select distinct owner from apikey_keys" + conditions.where() + " order by owner limit :limit"))
                .bind("limit", limit)
                .map((row, context) -> row.getString("owner"))
                .list();
        requireExact(owners.stream().allMatch(among::include));
        return owners;
    }
}
