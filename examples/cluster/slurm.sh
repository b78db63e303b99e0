#!/bin/sh
# All shards of a folder as a Slurm array job.  A task whose node fails is queued again; submit the script again for
# shards that are not complete.
#
# SPDX-License-Identifier: MIT
#
# usage: slurm.sh FOLDER [OPTION…]     options of dnsaudit batch
#
# SLURM_OPTIONS may hold options of sbatch, such as "--partition=batch --array-limit=50".

set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$1" && pwd)
shift
for in in "$folder"/*.in; do
    [ -e "${in%.in}.done" ] || printf '%s\n' "$in"
done >"$folder/todo"
ln -sfn "$here" "$folder/scripts"
count=$(wc -l <"$folder/todo")
[ "$count" -gt 0 ] || exit 0

# SIGTERM comes a minute before the time is over: what is under way is finished, and the rest resumed.
# shellcheck disable=SC2086
sbatch --wait --requeue --array="1-$count" --cpus-per-task=1 --signal=TERM@60 --output="$folder/slurm-%a.log" \
    ${SLURM_OPTIONS:-} "$here/task.sh" "$folder" "$@"
