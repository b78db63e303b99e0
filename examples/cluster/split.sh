#!/bin/sh
# Cuts a list into shards: FOLDER/0000.in, FOLDER/0001.in, … with at most LINES lines each.
#
# SPDX-License-Identifier: MIT
#
# usage: split.sh LIST FOLDER LINES

set -eu

mkdir -p "$2"
split -d -a 6 -l "$3" --additional-suffix=.in -- "$1" "$2/"
find "$2" -name "*.in" | wc -l
