#!/bin/sh
# Everything that a change has to pass, on a bare Debian 12 or later.
#
# SPDX-License-Identifier: MIT
#
# usage: tests/run.sh [--quick|--all]
#
# gcc and clang without a warning; all tests; all tests once more, at a small scale, under
# AddressSanitizer and UndefinedBehaviorSanitizer.
#
# --quick: gcc alone, not optimised; the unit tests at a small scale, but for those that take long or wait
# for a server (suites slow-emulated, waiting), the architecture and the whole reports: for each commit.
# --all: in addition, release builds of gcc and clang with all tests, that of gcc at full scale
# (MAILAUTH_SCALE=full: 20,000 random worlds, panels in a browser and the like), the sanitizers at the ordinary scale, the
# unit tests and every scenario's commands, once each, under valgrind, and each fuzz target for a minute.  Only here
# does clang compile without sanitizers; and run under sanitizers the hostile texts, the stories, the
# worlds of wire.py and of DMARC, the records of RFC 7208 without a sender, the keys, messages and fixes of
# peers, real name servers, the panel, forged replies, the failures of memory (suite slow-sanitized).
# What looks at the sources alone (suite sources) runs once.
# Builds go below ${BUILD_DIR:-build}.

set -eu

cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR/.. source=tools/packages.sh
. tools/packages.sh

tier=ordinary
case ${1:-} in
--all) tier=all ;;
--quick) tier=quick ;;
'') ;;
*)
    echo "usage: tests/run.sh [--quick|--all]" >&2
    exit 64
    ;;
esac

build=${BUILD_DIR:-build}
mkdir -p "$build"
build=$(cd "$build" && pwd)
passed=0
failed=0
skipped=0

# shellcheck disable=SC2086
install_packages "$build/packages.log" $build_packages $test_packages || exit 69
# shellcheck disable=SC2086
install_packages "$build/optional.log" $optional_packages ||
    say "このパッケージなしで続けます: $optional_packages" "Continuing without: $optional_packages" >&2
# shellcheck disable=SC2086
[ "$tier" != all ] || install_packages "$build/packages.log" $panel_packages || exit 69
# The runtime of clang's sanitizers is a package of its own, named by clang's version.
if command -v dpkg-query >/dev/null 2>&1; then
    version=$(clang -dumpversion | cut -d. -f1)
    install_packages "$build/packages.log" "libclang-rt-$version-dev" || exit 69
fi

note() {
    printf '\n== %s\n' "$*"
}

# A linker that takes half as long, for what is not released.  Debian 13 has it in a package of its own.
if command -v ld.gold >/dev/null 2>&1; then
    quick_linker=gold
else
    quick_linker=
fi

# compile NAME COMPILER OPTION …: configures and builds in $build/NAME.  What is not released has line
# numbers and no other debug information, as reports of valgrind and of sanitizers show nothing else, and
# is optimised a little: what that costs, the tests save twice, unless they are few.
compile() {
    name=$1
    compiler=$2
    shift 2
    note "$name: build"
    [ -f "$build/$name/build.ninja" ] || rm -rf "${build:?}/$name"
    if [ -d "$build/$name" ]; then
        set -- --reconfigure "$@"
    fi
    linker=
    case $* in
    *--buildtype=release*) ;;
    *)
        level=1
        [ "$tier" != quick ] || level=0
        set -- -Dc_args=-g1 -Doptimization=$level "$@"
        linker=$quick_linker
        ;;
    esac
    if CC=$compiler CC_LD=$linker meson setup "$build/$name" --werror -Dtests=enabled -Dmime=enabled "$@" \
        >"$build/$name.log" 2>&1 </dev/null &&
        nice ninja -C "$build/$name" >>"$build/$name.log" 2>&1; then
        return 0
    fi
    cat "$build/$name.log"
    failed=$((failed + 1))
    return 1
}

total() {
    awk -v label="$1:" 'index($0, label) == 1 { sum += $NF } END { print sum + 0 }' "$2"
}

# run_tests NAME OPTION …: runs the tests of $build/NAME and adds up Meson's totals.  Many tests wait
# for a server: twice as many run at a time as there are processors.
run_tests() {
    name=$1
    shift
    log=$build/$name-tests.log
    note "$name: tests $*"
    {
        status=0
        meson test -C "$build/$name" --no-rebuild --verbose --print-errorlogs \
            --num-processes "$((2 * $(nproc)))" "$@" </dev/null ||
            status=$?
        echo "$status" >"$build/status"
    } 2>&1 | tee "$log"
    bad=$(($(total Fail "$log") + $(total Timeout "$log") + $(total 'Unexpected Pass' "$log")))
    good=$(($(total Ok "$log") + $(total 'Expected Fail' "$log")))
    # Neither a run that could not begin nor one without a test has passed.
    if [ "$bad" -eq 0 ] && { [ "$(cat "$build/status")" -ne 0 ] || [ "$good" -eq 0 ]; }; then
        bad=1
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + $(total Skipped "$log")))
}

# leave_out SUITE: the option that leaves it to --all.
leave_out() {
    [ "$tier" = all ] || printf -- '--no-suite %s' "$1"
}

# Two at a time.
fuzz() {
    for target in "$build"/fuzz/tests/fuzz-*; do
        [ -f "$target" ] && printf '%s\n' "${target##*/fuzz-}"
    done | xargs -P 2 -I NAME sh -c '
        mkdir -p "$1/fuzz/corpus-NAME"
        "$1/fuzz/tests/fuzz-NAME" -max_total_time=60 -print_final_stats=1 \
            "$1/fuzz/corpus-NAME" "tests/fuzz/seeds/NAME" >"$1/fuzz-NAME.log" 2>&1 </dev/null
        echo $? >"$1/fuzz-NAME.status"' fuzz "$build"
    for status in "$build"/fuzz-*.status; do
        name=${status%.status}
        note "fuzz: ${name##*/fuzz-}"
        if [ "$(cat "$status")" = 0 ]; then
            grep '^stat::number_of_executed_units' "$name.log"
            passed=$((passed + 1))
        else
            tail -n 50 "$name.log"
            failed=$((failed + 1))
        fi
    done
}

export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

# Many tests wait for a server: what is compiled next takes what they leave.
sanitizers() {
    compile clang-sanitizers clang -Db_sanitize=address,undefined -Db_lundef=false
}

# Optimised as a distribution would, where other warnings and other code come out.
clang_release() {
    compile clang clang --buildtype=release
}

gcc_release() {
    compile gcc-release gcc --buildtype=release -Db_ndebug=true
}

fuzzers() {
    compile fuzz clang -Dfuzz=true -Db_lundef=false
}

# build_next STEP …: one after the other, with what they print and how they end in files of their names.
build_next() {
    for step in "$@"; do
        rm -f "$build/$step.built"
    done
    for step in "$@"; do
        if "$step" >"$build/$step.out" 2>&1; then
            echo 0
        else
            echo 1
        fi >"$build/$step.status"
        mv "$build/$step.status" "$build/$step.built"
    done &
    builder=$!
}

# built STEP: waits for it.
built() {
    while [ ! -f "$build/$1.built" ] && kill -0 "$builder" 2>/dev/null; do
        sleep 0.2
    done
    [ "$(cat "$build/$1.built")" = 0 ] && return 0
    cat "$build/$1.out"
    failed=$((failed + 1))
    return 1
}

under_valgrind() {
    run_tests gcc --setup valgrind --suite unit --no-suite sources --no-suite slow-emulated
    export MAILAUTH_SCALE=small
    export MAILAUTH_WRAPPER='valgrind --quiet --error-exitcode=99 --exit-on-first-error=yes --leak-check=full --errors-for-leak-kinds=definite,indirect,possible'
    run_tests gcc scenarios
    unset MAILAUTH_SCALE MAILAUTH_WRAPPER
    run_tests gcc --setup valgrind --suite fuzz-seeds
}

quick() {
    compile quick gcc || return 0
    export MAILAUTH_SCALE=small
    run_tests quick --suite unit --suite abi --suite fuzz-seeds --no-suite slow-emulated --no-suite waiting
    run_tests quick golden checks stories
}

# The sanitizers' turn.  Each command of the scenarios runs once here, and fewer random worlds, unless all is
# asked for.
ordinary() {
    compile gcc gcc && gcc=built || gcc=failed
    # shellcheck disable=SC2046
    build_next sanitizers $([ "$tier" != all ] || echo clang_release gcc_release fuzzers)
    if [ "$gcc" = built ]; then
        run_tests gcc
        [ "$tier" != all ] || under_valgrind
    fi
    built sanitizers || return 0
    [ "$tier" = all ] || export MAILAUTH_SCALE=small
    # shellcheck disable=SC2046
    run_tests clang-sanitizers --setup memory --no-suite agreement --no-suite sources $(leave_out slow-sanitized)
    unset MAILAUTH_SCALE
}

rest_of_all() {
    ! built clang_release || run_tests clang
    if built gcc_release; then
        export MAILAUTH_SCALE=full
        run_tests gcc-release
        unset MAILAUTH_SCALE
    fi
    ! built fuzzers || fuzz
}

case $tier in
quick) quick ;;
ordinary) ordinary ;;
all)
    ordinary
    rest_of_all
    ;;
esac

echo
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
