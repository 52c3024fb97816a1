// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Argon2id hash as PHC string, read strictly: this order, these lengths, one spelling, bounded costs. */
final class Argon2idPhc {

    static final String ALGORITHM = "argon2id";

    /** 16 bytes of salt are 22 base64 characters, 32 bytes of hash are 43. No number has a sign, a leading zero or over 9 digits. */
    private static final Pattern FORM = Pattern.compile("\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,8}),t=([1-9][0-9]{0,8}),"
            + "p=([1-9][0-9]{0,8})\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    private final Argon2idCost cost;
    private final byte[] salt;
    private final byte[] hash;

    Argon2idPhc(Argon2idCost cost, byte[] salt, byte[] hash) {
        this.cost = cost;
        this.salt = salt;
        this.hash = hash;
    }

    /** @throws IllegalArgumentException if it is anything else; the message does not repeat it */
    static Argon2idPhc parse(String phc) {
        Matcher fields = FORM.matcher(phc);
        if (!fields.matches()) {
            throw new IllegalArgumentException("stored hash is no argon2id PHC string of ours");
        }
        Argon2idCost cost = new Argon2idCost(
                Integer.parseInt(fields.group(1)),
                Integer.parseInt(fields.group(2)),
                Integer.parseInt(fields.group(3)));
        return new Argon2idPhc(cost, PhcBase64.decode(fields.group(4)), PhcBase64.decode(fields.group(5)));
    }

    Argon2idCost cost() {
        return cost;
    }

    byte[] salt() {
        return salt;
    }

    byte[] hash() {
        return hash;
    }

    String encode() {
        return "$" + ALGORITHM + "$v=19$m=" + cost.memoryKib() + ",t=" + cost.passes() + ",p=" + cost.lanes() + "$"
                + PhcBase64.encode(salt) + "$" + PhcBase64.encode(hash);
    }
}
