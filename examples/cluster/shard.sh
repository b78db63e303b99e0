#!/bin/sh
# Audits one shard: SHARD.in becomes SHARD.out.  What was done before a crash is kept: start it again,
# here or on another machine that sees the folder.
#
# SPDX-License-Identifier: MIT
#
# usage: shard.sh SHARD [OPTION…]     options of dnsaudit batch

set -eu

shard=${1%.in}
shift
status=0
dnsaudit batch "$shard.in" --resume "$shard.out" "$@" || status=$?
# 1 and 2 are about lines; anything else is about the run, and has to be tried again.
[ "$status" -le 2 ] || exit "$status"
: >"$shard.done"
