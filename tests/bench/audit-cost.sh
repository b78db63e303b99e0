#!/bin/sh
# Instructions and allocations of one audit in memory: check_host alone in a receiver's order, the same
# with everything asked at once, and a whole audit with a sender; that one where one record, and where
# two records are proposed and proven.
#
# SPDX-License-Identifier: MIT
#
# usage: audit-cost.sh PROGRAM

set -eu

instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

allocations() {
    valgrind "$@" 2>&1 | sed -n 's/.*total heap usage: \([0-9,]*\) allocs.*/\1/p' | tr -d ,
}

for what in sender eager whole spf both; do
    one=$((($(instructions "$1" $what 101) - $(instructions "$1" $what 1)) / 100))
    allocated=$((($(allocations "$1" $what 101) - $(allocations "$1" $what 1)) / 100))
    echo "$what: $one instructions, $allocated allocations"
done
