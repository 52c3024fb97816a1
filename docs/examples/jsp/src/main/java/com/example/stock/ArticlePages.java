// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.server.ResponseStatusException;

@Controller
public class ArticlePages {

    private final Articles articles;

    public ArticlePages(Articles articles) {
        this.articles = articles;
    }

    @GetMapping("/")
    public String start() {
        return "redirect:/articles";
    }

    @GetMapping("/articles")
    public String list(Model model) {
        model.addAttribute("articles", articles.all());
        return "articles";
    }

    @PostMapping("/articles")
    public String add(@RequestParam String name, @RequestParam int count, @SessionAttribute("user") User user) {
        if (!user.clerk()) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN);
        }
        articles.add(new Article(name, count));
        return "redirect:/articles";
    }
}
