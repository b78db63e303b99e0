#!/bin/sh
# From a bare Debian to a first audit: installs what is missing, builds, and shows the main job
# on the zone files of examples/zones, without any server.
#
# SPDX-License-Identifier: MIT
#
# usage: tools/quickstart.sh [DOMAIN]
#
# Without DOMAIN: why does mail of example.jp that leaves a host at 203.0.113.9 look spoofed?
# With DOMAIN: an audit of that domain of the example zones (example.jp …).

set -eu

cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR/.. source=tools/packages.sh
. tools/packages.sh

case ${1:-} in
-*)
    say "使い方: tools/quickstart.sh [ドメイン名]" "usage: tools/quickstart.sh [DOMAIN]"
    exit 64
    ;;
esac

build=build/quickstart
mkdir -p "$build"

# quietly COMMAND …: shows what it said only if it failed.
quietly() {
    "$@" >"$build/quickstart.log" 2>&1 </dev/null && return
    cat "$build/quickstart.log" >&2
    say "失敗しました: $*" "This failed: $*" >&2
    exit 70
}

# shellcheck disable=SC2086
install_packages "$build/packages.log" $build_packages || exit 69

say "ビルドしています…" "Building …"
if [ ! -f "$build/build.ninja" ]; then
    quietly meson setup "$build" --buildtype=release -Dtests=disabled
fi
quietly ninja -C "$build"
dnsaudit=$build/tools/dnsaudit/dnsaudit

# audit LANGUAGE ARGUMENT …: prints the command, runs it.  Findings are not failures.
audit() {
    language=$1
    shift
    set -- "$dnsaudit" "$@" --lang "$language"
    printf '\n$ %s\n\n' "$*"
    status=0
    "$@" || status=$?
    [ "$status" -le 2 ] || exit "$status"
}

# audits ARGUMENT …: in the user's language, or in both.
audits() {
    case $(user_language) in
    ja) audit ja "$@" ;;
    en) audit en "$@" ;;
    *)
        audit ja "$@"
        audit en "$@"
        ;;
    esac
}

if [ $# -eq 0 ]; then
    audits example.jp --ip 203.0.113.9 --mail-from info@example.jp --expect-ip 203.0.113.9 \
        --zone examples/zones/example.jp.zone --zone examples/zones/hosting.example.zone
else
    domain=$1
    set --
    for zone in examples/zones/*.zone; do
        set -- "$@" --zone "$zone"
    done
    audits "$domain" "$@"
fi

echo
say "コマンド: $dnsaudit
使い方: $dnsaudit --help、README.md。自分のゾーンファイルは --zone ファイル名 で調べられます。" \
    "The command: $dnsaudit
How to go on: $dnsaudit --help, README.md; --zone FILE audits a zone file of your own."
