#!/bin/sh
# Counts the instructions of one reading, and fails if they are too many.
#
# SPDX-License-Identifier: MIT
#
# usage: instructions.sh PROGRAM MOST WHAT

set -eu

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" "$2" 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

more=$(count "$1" 1100)
less=$(count "$1" 100)
one=$(((more - less) / 1000))
echo "$3 in $one instructions (at most $2)"
[ "$one" -gt 0 ] && [ "$one" -le "$2" ]
