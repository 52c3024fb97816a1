#!/bin/sh
# Usage: key-ids.sh < text
# region script
# Finds whole tokens in any text. For each whose check is right: the id of its key, and the hint by which people know it.
export LC_ALL=C
digits=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz
grep -oE '[a-z][a-z0-9_]*_[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9A-Za-z]{49}' | while read -r token; do
  body=${token%??????}
  # gzip ends with the CRC-32 of what it packed, the lowest byte first, and four bytes of length.
  set -- $(printf %s "$body" | gzip -c | tail -c 8 | od -An -N4 -tu1)
  number=$(($1 + 256 * ($2 + 256 * ($3 + 256 * $4)))) check=
  for place in 1 2 3 4 5 6; do
    check=$(printf %s "$digits" | cut -c $((number % 62 + 1)))$check
    number=$((number / 62))
  done
  [ "$token" = "$body$check" ] && printf '%s\n' "$token"
done | awk '{
  id = substr($0, length($0) - 75, 26); bits = ""; hex = ""
  for (i = 1; i <= 26; i++) {
    value = index("0123456789abcdefghjkmnpqrstvwxyz", substr(id, i, 1)) - 1
    for (bit = 16; bit >= 1; bit /= 2) { set = value >= bit; bits = bits set; value -= set * bit }
  }
  for (i = 3; i <= 127; i += 4) {
    hex = hex substr("0123456789abcdef", 1 + 8 * substr(bits, i, 1) + 4 * substr(bits, i + 1, 1) + 2 * substr(bits, i + 2, 1) + substr(bits, i + 3, 1), 1)
    if (i == 31 || i == 47 || i == 63 || i == 79) { hex = hex "-" }
  }
  print hex, substr($0, 1, length($0) - 76) "***" substr($0, length($0) - 3)
}'
# end script
