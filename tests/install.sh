#!/bin/sh
# Installs the library into a folder of its own, and builds and runs a program against it with
# what pkg-config says.
#
# SPDX-License-Identifier: MIT
#
# usage: install.sh SOURCE-ROOT BUILD-ROOT

set -eu

root=$1
build=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

meson install -C "$build" --no-rebuild --quiet --destdir "$folder/root" >"$folder/log" 2>&1 || {
    cat "$folder/log" >&2
    exit 1
}
pc=$(find "$folder/root" -name mailauth.pc)
if [ -z "$pc" ]; then
    echo "mailauth.pc was not installed." >&2
    exit 1
fi
prefix=$folder/root$(sed -n 's/^prefix=//p' "$pc")
export PKG_CONFIG_PATH="${pc%/*}"

# Each word of pkg-config's is an argument.
# shellcheck disable=SC2046
${CC:-cc} -std=c11 -pedantic-errors -Wall -Wextra -Werror -o "$folder/installed" \
    "$root/tests/installed.c" \
    $(pkg-config "--define-variable=prefix=$prefix" --cflags --libs mailauth)

libraries=$(pkg-config "--define-variable=prefix=$prefix" --variable=libdir mailauth)
output=$(LD_LIBRARY_PATH=$libraries "$folder/installed")
if [ "$output" != "$(printf 'example.jp\nrelay-denied')" ]; then
    echo "The program says \"$output\", not \"example.jp\" and \"relay-denied\"." >&2
    exit 1
fi

# Programs of others: an audit of a zone file by one call, and a mail server's check in C++.
# shellcheck disable=SC2046
${CC:-cc} -std=c11 -pedantic-errors -Wall -Wextra -Werror -o "$folder/check" \
    "$root/tests/embed/check.c" \
    $(pkg-config "--define-variable=prefix=$prefix" --cflags --libs mailauth)
# shellcheck disable=SC2046
${CXX:-c++} -std=c++17 -pedantic-errors -Wall -Wextra -Werror -o "$folder/sender" \
    "$root/tests/embed/sender.cc" \
    $(pkg-config "--define-variable=prefix=$prefix" --cflags --libs mailauth)
export LD_LIBRARY_PATH="$libraries"
for file in good broken; do
    "$folder/check" "$file.example" "$root/examples/zones/$file.example.zone" >"$folder/json" ||
        [ "$file" = broken ] || exit 1
    python3 -m json.tool "$folder/json" >"$folder/pretty"
done
grep -q '"domain": "broken.example"' "$folder/pretty" || {
    echo "The check of broken.example has no report." >&2
    exit 1
}
if "$folder/check" good.example /no/such/file >"$folder/json"; then
    echo "A file that is not there was read." >&2
    exit 1
fi
grep -q '"code":"cannot-read"' "$folder/json"
output=$("$folder/sender")
if [ "$output" != "$(printf '192.0.2.7 spf=pass dmarc=pass\n198.51.100.7 spf=fail dmarc=fail')" ]; then
    echo "The mail server says \"$output\"." >&2
    exit 1
fi
page=$(find "$folder/root" -name mailauth-findings.7)
grep -q '^.SS dmarc.no\\-record' "$page" || {
    echo "The page of findings was not installed, or is not whole." >&2
    exit 1
}
for file in bash-completion/completions/dnsaudit zsh/site-functions/_dnsaudit; do
    test -f "$prefix/share/$file" || {
        echo "The completion $file was not installed." >&2
        exit 1
    }
done
echo "install: built against $(pkg-config --modversion mailauth), and it runs"
