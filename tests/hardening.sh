#!/bin/sh
# The library is hardened as distributions ask: no lazy binding, read-only relocations, no executable stack,
# and functions with a stack protector.
#
# SPDX-License-Identifier: MIT
#
# usage: hardening.sh LIBRARY PROGRAM

set -eu

# has FILE TEXT OPTION: readelf shows TEXT.
has() {
    readelf -W "$3" "$1" | grep -q -- "$2" || {
        echo "$1: readelf $3 shows no \"$2\"." >&2
        exit 1
    }
}

for file in "$@"; do
    has "$file" 'FLAGS.*NOW\|BIND_NOW' -d
    has "$file" GNU_RELRO -l
    has "$file" 'GNU_STACK.* RW ' -l
    has "$file" __stack_chk_fail --dyn-syms
done
echo "hardening: $# files"
