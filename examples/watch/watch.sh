#!/bin/sh
# Audits a list of domains, compares it with the last time, and sends what has changed by mail.
#
# SPDX-License-Identifier: MIT
#
# usage: watch.sh LIST FOLDER ADDRESS [OPTION…]     options of dnsaudit batch, for all domains
#
# For cron, every day at 5:12:
#
#     12 5 * * *  /usr/local/bin/watch.sh /etc/domains /var/lib/domains admin@example.jp
#
# FOLDER keeps the last reports.  A run that was interrupted is continued by the next one.

set -eu

list=$1
folder=$2
address=$3
shift 3

mkdir -p "$folder"
# One run at a time.
exec 9>"$folder/lock"
flock -n 9 || exit 0

status=0
dnsaudit batch "$list" --resume "$folder/now.ndjson" "$@" || status=$?
# 1: a line cannot be audited; 2: not everything was answered.
[ "$status" -le 2 ] || exit "$status"

if [ -e "$folder/last.ndjson" ]; then
    worse=0
    dnsaudit diff "$folder/last.ndjson" "$folder/now.ndjson" >"$folder/changes.txt" || worse=$?
    [ "$worse" -le 2 ] || exit "$worse"
    # The last line is the summary.
    if [ "$(wc -l <"$folder/changes.txt")" -gt 1 ]; then
        subject="dnsaudit: changes"
        [ "$worse" -ne 1 ] || subject="dnsaudit: a domain is worse"
        mail -s "$subject" "$address" <"$folder/changes.txt"
    fi
fi
mv "$folder/now.ndjson" "$folder/last.ndjson"
