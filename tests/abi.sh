#!/bin/sh
# The ABI as a test: what the headers declare, the version script lists and the library exports
# is the same.
#
# SPDX-License-Identifier: MIT
#
# usage: abi.sh SOURCE-ROOT SHARED-LIBRARY

set -eu
export LC_ALL=C

root=$1
library=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Functions are in the headers as NAME(, outside comments.
for header in "$root"/include/mailauth/*.h; do
    awk '{
        line = $0
        while (line != "") {
            if (comment) {
                end = index(line, "*/")
                if (end == 0) break
                line = substr(line, end + 2)
                comment = 0
            } else {
                start = index(line, "/*")
                printf "%s", (start > 0 ? substr(line, 1, start - 1) : line)
                if (start == 0) break
                line = substr(line, start + 2)
                comment = 1
            }
        }
        print ""
    }' "$header"
done | grep -o 'mailauth_[a-z0-9_]*[[:space:]]*(' | tr -d '( \t' | sort -u >"$folder/declared"

# The version script: one name a line, all of them written out.
sed -n 's/^[[:space:]]*\(mailauth_[a-z0-9_*?]*\);.*/\1/p' "$root/lib/mailauth.map" |
    sort -u >"$folder/listed"

nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' |
    sort -u >"$folder/exported"

status=0
fault() {
    printf '%s\n' "$*" >&2
    status=1
}

compare() {
    while read -r name; do
        [ -z "$name" ] || fault "$name() $3"
    done <<EOF
$(comm -23 "$folder/$1" "$folder/$2")
EOF
}

[ -s "$folder/declared" ] || fault "No header of $root/include/mailauth declares a function."
if grep -q '[*?]' "$folder/listed"; then
    fault "lib/mailauth.map exports by a pattern: write the names out, one a line."
fi
compare declared listed "is declared in a public header, but lib/mailauth.map does not list it."
compare listed declared "is listed in lib/mailauth.map, but no public header declares it."
compare declared exported "is declared in a public header, but the library does not export it."
compare exported declared "is exported, but no public header declares it."
if [ "$status" -eq 0 ]; then
    echo "abi: $(wc -l <"$folder/exported") functions declared, listed and exported"
fi
exit "$status"
