// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

/** What somebody asked for. */
public record Ticket(int id, String title, boolean open) {}
