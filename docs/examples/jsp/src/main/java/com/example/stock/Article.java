// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

public record Article(String name, int count) {}
