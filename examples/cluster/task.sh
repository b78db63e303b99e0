#!/bin/sh
# One task of slurm.sh: the shard on the line SLURM_ARRAY_TASK_ID of FOLDER/todo.
#
# SPDX-License-Identifier: MIT
#
# usage: task.sh FOLDER [OPTION…]

set -eu

folder=$1
shift
shard=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$folder/todo")
# Slurm runs a copy of this script: the others are where FOLDER/scripts leads.
exec "$folder/scripts/shard.sh" "$shard" "$@"
