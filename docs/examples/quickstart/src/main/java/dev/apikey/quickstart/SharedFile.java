// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import java.time.Instant;

/** A file that people share: what the example's addresses are about. */
record SharedFile(long id, String title, String owner, Instant createdAt) {}
