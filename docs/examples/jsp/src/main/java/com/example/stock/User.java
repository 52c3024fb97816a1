// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import java.io.Serializable;

/** Who is logged in; lies in the session as {@code user}. */
public record User(String name, String role) implements Serializable {

    public boolean clerk() {
        return role.equals("clerk");
    }
}
