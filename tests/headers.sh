#!/bin/sh
# Each public header alone, twice, as pedantic C11 and as C++; and that they name the project's version.
#
# SPDX-License-Identifier: MIT
#
# usage: headers.sh SOURCE-ROOT VERSION
# CC and CXX name the compilers: cc and c++ if unset.

set -eu

root=$1
version=$2
status=0
count=0

# compile COMPILER LANGUAGE STANDARD HEADER
compile() {
    printf '#include <mailauth/%s>\n#include <mailauth/%s>\nint main(void);\n' "$4" "$4" |
        "$1" -x "$2" "-std=$3" -pedantic-errors -Wall -Wextra -Werror -fsyntax-only \
            -I "$root/include" - || {
        echo "<mailauth/$4> cannot be included alone as $3." >&2
        status=1
    }
    count=$((count + 1))
}

for header in "$root"/include/mailauth/*.h; do
    header=${header##*/}
    # ${CC} may hold options: it is a command, not a name.
    # shellcheck disable=SC2086
    set -- ${CC:-cc}
    compile "$1" c c11 "$header"
    # shellcheck disable=SC2086
    set -- ${CXX:-c++}
    compile "$1" c++ c++11 "$header"
    compile "$1" c++ c++17 "$header"
done
[ "$count" -gt 0 ] || exit 1
grep -qxF "#define MAILAUTH_VERSION \"$version\"" "$root/include/mailauth/mailauth.h" || {
    echo "mailauth.h does not name version $version." >&2
    status=1
}
[ "$status" -ne 0 ] || echo "headers: $count compilations"
exit "$status"
