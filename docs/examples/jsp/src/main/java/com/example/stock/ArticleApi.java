// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/articles")
public class ArticleApi {

    private final Articles articles;

    public ArticleApi(Articles articles) {
        this.articles = articles;
    }

    @GetMapping
    public List<Article> list() {
        return articles.all();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    public Article add(@RequestBody Article article) {
        articles.add(article);
        return article;
    }
}
