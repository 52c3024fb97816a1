// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
public class LoginController {

    private final Users users;

    public LoginController(Users users) {
        this.users = users;
    }

    @GetMapping("/login")
    public String form() {
        return "login";
    }

    @PostMapping("/login")
    public String logIn(
            @RequestParam String name, @RequestParam String password, HttpServletRequest request, Model model) {
        var user = users.logIn(name, password);
        if (user.isEmpty()) {
            model.addAttribute("failed", true);
            return "login";
        }
        request.getSession();
        request.changeSessionId();
        request.getSession().setAttribute("user", user.get());
        return "redirect:/articles";
    }

    @PostMapping("/logout")
    public String logOut(HttpSession session) {
        session.invalidate();
        return "redirect:/login";
    }
}
