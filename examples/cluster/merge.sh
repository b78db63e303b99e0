#!/bin/sh
# Puts the reports of all shards together, with the numbers of the lines in the whole list.  If a shard is not
# complete, it is named, nothing is written, and the status is 1.
#
# SPDX-License-Identifier: MIT
#
# usage: merge.sh FOLDER >REPORTS

set -eu

lost=0
for in in "$1"/*.in; do
    shard=${in%.in}
    if [ ! -e "$shard.done" ] || [ "$(wc -l <"$shard.out")" -ne "$(awk 'END { print NR }' "$in")" ]; then
        echo "not complete: $in" >&2
        lost=1
    fi
done
[ "$lost" -eq 0 ]

before=0
for in in "$1"/*.in; do
    # Every line begins with {"line":NUMBER, – the rest stays as it is.
    awk -v before="$before" '{
        comma = index($0, ",")
        printf "{\"line\":%d%s\n", substr($0, 9, comma - 9) + before, substr($0, comma)
    }' "${in%.in}.out"
    before=$((before + $(awk 'END { print NR }' "$in")))
done
