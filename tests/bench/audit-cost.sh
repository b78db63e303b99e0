#!/bin/sh
# Instructions and allocations of one audit in memory: check_host alone in a receiver's order, the same
# with everything asked at once, and a whole audit with a sender; that one where one, two and four records are
# proposed and proven, and how much of it the proof takes, compared with the rest of the same audit.
#
# SPDX-License-Identifier: MIT
#
# Fails where the proof takes more than twice the rest.
#
# usage: audit-cost.sh PROGRAM

set -eu

MOST=200 # per cent

instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

allocations() {
    valgrind "$@" 2>&1 | sed -n 's/.*total heap usage: \([0-9,]*\) allocs.*/\1/p' | tr -d ,
}

# Those within ma_audit_prove() alone.
of_proof() {
    instructions --toggle-collect=ma_audit_prove "$@"
}

failed=0
for what in sender eager whole spf both many; do
    one=$((($(instructions "$1" $what 101) - $(instructions "$1" $what 1)) / 100))
    allocated=$((($(allocations "$1" $what 101) - $(allocations "$1" $what 1)) / 100))
    proof=$((($(of_proof "$1" $what 101) - $(of_proof "$1" $what 1)) / 100))
    share=$((proof * 100 / (one - proof)))
    echo "$what: $one instructions, $allocated allocations; the proof $proof, $share %"
    test "$share" -le "$MOST" || failed=1
done
exit "$failed"
