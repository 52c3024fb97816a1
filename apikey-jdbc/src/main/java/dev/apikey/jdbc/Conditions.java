// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.ApiKey.State;
import dev.apikey.KeyCondition;
import dev.apikey.KeyOrder;
import dev.apikey.Owners;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/**
 * A {@code where} clause on {@code apikey_keys}, as it grows. Not thread-safe.
 *
 * <p><b>Security.</b> It is put together from the texts of this class only; whatever comes from outside is bound.
 */
final class Conditions {

    private static final String LIVE = "revoked_at is null and expires_at > ";

    private static final String ALL = "1 = 1";
    private static final String NONE = "1 = 0";

    private final List<String> clauses = new ArrayList<>();
    private final Map<String, Object> bindings = new HashMap<>();

    static Conditions of(List<KeyCondition> conditions, Instant now) {
        Conditions all = new Conditions();
        conditions.forEach(condition -> all.clauses.add(all.toSql(condition, now)));
        return all;
    }

    static Conditions among(Owners owners) {
        Conditions conditions = new Conditions();
        conditions.clauses.add(conditions.toSql(owners));
        return conditions;
    }

    Conditions live(Instant now) {
        clauses.add(LIVE + bind(Millis.now(now)));
        return this;
    }

    Conditions ownerBehind(String owner) {
        clauses.add("owner > " + bind(owner));
        return this;
    }

    /** What makes a page begin where another one ended. The first half alone is what an index can seek. */
    Conditions behind(KeyOrder order, KeyOrder.Position position) {
        String column = column(order.field());
        String beyond = order.descending() ? "<" : ">";
        String place =
                bind(order.field() == KeyOrder.Field.NAME ? position.place() : (Object) Long.valueOf(position.place()));
        String id = bind(position.id().toString());
        clauses.add("%1$s %2$s= %3$s and (%1$s %2$s %3$s or id %2$s %4$s)".formatted(column, beyond, place, id));
        return this;
    }

    static String orderBy(KeyOrder order) {
        String direction = order.descending() ? " desc" : "";
        return " order by " + column(order.field()) + direction + ", id" + direction;
    }

    String where() {
        return clauses.isEmpty() ? "" : " where " + String.join(" and ", clauses);
    }

    Query bindTo(Query query) {
        return query.bindMap(bindings);
    }

    private static String column(KeyOrder.Field field) {
        return switch (field) {
            case CREATED -> "created_at";
            case NAME -> "search_text";
            case LAST_USED -> "last_used_at";
            case EXPIRY -> "expires_at";
        };
    }

    private String toSql(KeyCondition condition, Instant now) {
        if (condition instanceof KeyCondition.AmongOwners among) {
            return toSql(among.owners());
        }
        if (condition instanceof KeyCondition.InStates in) {
            return new TreeSet<>(in.states())
                    .stream().map(state -> toSql(state, now)).collect(Collectors.joining(" or ", "(", ")"));
        }
        if (condition instanceof KeyCondition.Containing containing) {
            return like("search_text", "%" + escaped(containing.text()) + "%");
        }
        if (condition instanceof KeyCondition.CreatedBy by) {
            return canBeStored(by.actorId()) ? "created_by = " + bind(by.actorId()) : NONE;
        }
        if (condition instanceof KeyCondition.CreatedBefore before) {
            return "created_at < " + bind(Millis.bound(before.instant()));
        }
        if (condition instanceof KeyCondition.NeverUsed) {
            return "last_used_at = " + Millis.NEVER_USED;
        }
        if (condition instanceof KeyCondition.UnusedSince since) {
            String bound = bind(Millis.bound(since.instant()));
            return "created_at < " + bound + " and (last_used_at < " + bound + " or last_used_at = " + Millis.NEVER_USED
                    + ")";
        }
        KeyCondition.ExpiringBefore before = (KeyCondition.ExpiringBefore) condition;
        return "expires_at < " + bind(Millis.bound(before.instant()));
    }

    private String toSql(Owners owners) {
        if (owners instanceof Owners.StartingWith startingWith) {
            return canBeStored(startingWith.prefix()) ? like("owner", escaped(startingWith.prefix()) + "%") : NONE;
        }
        if (owners instanceof Owners.Named named) {
            List<String> possible =
                    named.owners().stream().filter(Conditions::canBeStored).toList();
            return possible.isEmpty()
                    ? NONE
                    : possible.stream().map(this::bind).collect(Collectors.joining(", ", "owner in (", ")"));
        }
        return ALL;
    }

    /**
     * PostgreSQL takes no NUL, and some drivers write a question mark for half a surrogate pair. No key holds either; whoever asks for
     * such a text gets nothing, and no failure.
     */
    private static boolean canBeStored(String text) {
        return text.codePoints()
                .noneMatch(codePoint -> codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE);
    }

    private String toSql(State state, Instant now) {
        return switch (state) {
            case ACTIVE -> LIVE + bind(Millis.now(now)) + " and disabled_at is null";
            case DISABLED -> LIVE + bind(Millis.now(now)) + " and disabled_at is not null";
            case EXPIRED -> "revoked_at is null and expires_at <= " + bind(Millis.now(now));
            case REVOKED -> "revoked_at is not null";
        };
    }

    /** The escape character is none that a database gives a meaning of its own, as some do to the backslash. */
    private String like(String column, String pattern) {
        return column + " like " + bind(pattern) + " escape '!'";
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private String bind(Object value) {
        String name = "c" + bindings.size();
        bindings.put(name, value);
        return ":" + name;
    }
}
