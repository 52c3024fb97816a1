// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.logging;

import java.util.regex.Pattern;

/**
 * Makes tokens in a text unreadable, whatever their prefix: {@code acme_live_***9842} remains, by which people recognise the key. A token that was cut or
 * lengthened behind its id loses all behind its prefix; one that begins within its id is masked if it was not cut at its end as well. Everything else stays as
 * it is.
 */
public final class TokenMask {

    /**
     * What is left of an id and all that belongs behind it; or an id, and behind it at least 16 characters of what may be a secret. The last four of a whole
     * token belong to its check, which anybody can compute.
     *
     * <p>Nothing in it can be matched in two ways, so that a long text takes no longer for each character than a short one.
     */
    private static final Pattern TOKEN = Pattern.compile("(?<![0-9A-Za-z])"
            + "(?:[0-9a-hjkmnp-tv-z]{0,26}+_[0-9A-Za-z]{45}([0-9A-Za-z]{4})(?![0-9A-Za-z])"
            + "|[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9A-Za-z]{16,}+)");

    private TokenMask() {}

    /** This text without what could be used of tokens in it. */
    public static String mask(String text) {
        return TOKEN.matcher(text).replaceAll("***$1");
    }
}
