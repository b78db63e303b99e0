#!/bin/sh
# How far the shards of a folder are: lines that are done, errors, domains that are not fully known, and the
# shards that are not complete.
#
# SPDX-License-Identifier: MIT
#
# usage: status.sh FOLDER [SECONDS]     with SECONDS, again and again, with the rate

set -eu

folder=$1
seconds=${2:-0}
total=$(cat "$folder"/*.in | awk 'END { print NR }')
last=

while :; do
    # shellcheck disable=SC2086
    cat "$folder"/*.out 2>/dev/null | awk -v total="$total" -v last="$last" -v seconds="$seconds" '
        /^\{"line":[0-9]+,("id":[^{}]*,)?"error":/ { errors++ }
        /"complete":false/ { unknown++ }
        END {
            printf "%d of %d lines, %d errors, %d not fully known", NR, total, errors, unknown
            if (last != "")
                printf ", %d a second", (NR - last) / seconds
            print ""
        }'
    for in in "$folder"/*.in; do
        [ -e "${in%.in}.done" ] || echo "not complete: $in"
    done
    [ "$seconds" -gt 0 ] || exit 0
    last=$(cat "$folder"/*.out 2>/dev/null | wc -l)
    [ "$last" -lt "$total" ] || exit 0
    sleep "$seconds"
done
