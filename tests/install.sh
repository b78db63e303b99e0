#!/bin/sh
# Installs the library, builds and runs programs against it, and uninstalls it.
#
# SPDX-License-Identifier: MIT
#
# usage: install.sh SOURCE-ROOT BUILD-ROOT PREFIX
#
# Where the prefix is /usr/local, and this host lets a process have mounts of its own, the installation is
# real: pkg-config and the loader find it where they look by default.  What it writes is seen by this test
# alone.  Elsewhere it goes to a folder of its own, and both are shown the way.

set -eu

root=$1
build=$2
prefix=$3

# Begins again with layers over /usr/local, and over /etc for the loader's cache.
if [ -z "${INSTALL_LAYER:-}" ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    unshare=unshare
    [ "$(id -u)" -eq 0 ] || unshare="unshare --map-root-user"
    # shellcheck disable=SC2016
    layers='
        mount -t tmpfs layers "$1" || exit 99
        for name in /usr/local /etc; do
            mkdir -p "$1$name/upper" "$1$name/work"
            mount -t overlay overlay \
                -o "lowerdir=$name,upperdir=$1$name/upper,workdir=$1$name/work" "$name" || exit 99
        done
        mkdir "$1/files"
        shift
        exec "$@"'
    if [ "$prefix" = /usr/local ] &&
        $unshare --mount true 2>/dev/null; then
        status=0
        INSTALL_LAYER=$folder $unshare --mount sh -c "$layers" layers "$folder" "$0" "$@" || status=$?
        [ "$status" -eq 99 ] || exit "$status"
    fi
    export INSTALL_LAYER=none
    mkdir "$folder/files"
else
    folder=$INSTALL_LAYER
fi

log=$folder/files/log
logged() {
    "$@" >"$log" 2>&1 && return
    cat "$log" >&2
    exit 1
}

if [ "$INSTALL_LAYER" = none ]; then
    how="in a folder"
    export DESTDIR="$folder/root"
    mkdir "$DESTDIR"
    logged meson install -C "$build" --no-rebuild --quiet
    pc=$(find "$DESTDIR" -name mailauth.pc)
    export PKG_CONFIG_PATH="${pc%/*}"
    export PKG_CONFIG_SYSROOT_DIR="$DESTDIR"
    export LD_LIBRARY_PATH="${pc%/pkgconfig/*}"
    installed=$DESTDIR$prefix
else
    how="in $prefix"
    unset PKG_CONFIG_PATH LD_LIBRARY_PATH
    logged meson install -C "$build" --no-rebuild --quiet
    installed=$prefix
fi

# compile COMPILER SOURCE PROGRAM: each word of pkg-config's is an argument.
compile() {
    # shellcheck disable=SC2046,SC2086
    $1 -pedantic-errors -Wall -Wextra -Werror -o "$3" "$2" $(pkg-config --cflags --libs mailauth)
}
expect() {
    [ "$1" = "$2" ] && return
    echo "$3 says \"$1\", not \"$2\"." >&2
    exit 1
}
cd "$folder/files"

compile "${CC:-cc} -std=c11" "$root/tests/installed.c" installed
expect "$(./installed)" "$(printf 'example.jp\nrelay-denied')" "The program"
version=$(pkg-config --modversion mailauth)
expect "$("$installed/bin/dnsaudit" --version | head -n 1)" "dnsaudit $version" "The command"

# Programs of others: an audit of a zone file by one call, and a mail server's check in C++.
compile "${CC:-cc} -std=c11" "$root/tests/embed/check.c" check
compile "${CXX:-c++} -std=c++17" "$root/tests/embed/sender.cc" sender
for file in good broken; do
    ./check "$file.example" "$root/examples/zones/$file.example.zone" >json || [ "$file" = broken ] || exit 1
    python3 -m json.tool json >pretty
done
grep -q '"domain": "broken.example"' pretty || {
    echo "The check of broken.example has no report." >&2
    exit 1
}
if ./check good.example /no/such/file >json; then
    echo "A file that is not there was read." >&2
    exit 1
fi
grep -q '"code":"cannot-read"' json
expect "$(./sender)" "$(printf '192.0.2.7 spf=pass dmarc=pass\n198.51.100.7 spf=fail dmarc=fail')" \
    "The mail server"

# The programs in README.md, which read the example zones.
sed -n '/^```c$/,/^```$/{/^```/!p;}' "$root/README.md" >readme.c
sed -n '/^```python$/,/^```$/{/^```/!p;}' "$root/README.md" >readme.py
compile "${CC:-cc} -std=c11" readme.c readme
(cd "$root" && "$folder/files/readme") >json
grep -q '"id":"spf.multiple-records"' json
(cd "$root" && python3 "$folder/files/readme.py") >said
grep -q example.jp said

find "$installed/" -name mailauth-findings.7 | xargs grep -q '^.SS dmarc.no\\-record' || {
    echo "The page of findings was not installed, or is not whole." >&2
    exit 1
}
for file in bash-completion/completions/dnsaudit zsh/site-functions/_dnsaudit; do
    test -f "$installed/share/$file" || {
        echo "The completion $file was not installed." >&2
        exit 1
    }
done

if [ "$INSTALL_LAYER" != none ]; then
    logged ninja -C "$build" uninstall
    left=$(find "$folder/usr/local/upper" ! -type d)
    expect "$left" "" "What is left"
fi
echo "install: built against $version $how, and it runs"
