#!/bin/sh
# All shards of a folder with GNU parallel, on this machine or, with a file of hosts, over ssh.  A shard that
# fails is tried again, on another host.  Start it again after an interruption: finished shards are skipped.
#
# SPDX-License-Identifier: MIT
#
# usage: parallel.sh FOLDER [HOSTS [OPTION…]]     options of dnsaudit batch
#
# The hosts have dnsaudit, and see FOLDER and this folder under the same names (NFS, for example).

set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$1
hosts=${2:-}
shift
[ "$#" -eq 0 ] || shift
where=--sshlogin=:
[ -z "$hosts" ] || where=--sshloginfile=$hosts

for in in "$folder"/*.in; do
    [ -e "${in%.in}.done" ] || printf '%s\n' "$in"
done | parallel --quote "$where" --retries 3 --jobs 1 --joblog "$folder/joblog" "$here/shard.sh" {} "$@"
