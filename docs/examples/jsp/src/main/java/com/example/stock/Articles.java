// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of articles. */
public final class Articles {

    private final JdbcTemplate jdbc;

    public Articles(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<Article> all() {
        return jdbc.query(
                "select name, count from articles order by id",
                (row, number) -> new Article(row.getString("name"), row.getInt("count")));
    }

    public void add(Article article) {
        jdbc.update("insert into articles (name, count) values (?, ?)", article.name(), article.count());
    }
}
