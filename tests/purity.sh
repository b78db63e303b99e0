#!/bin/sh
# The architecture as a test: what the pure folders call, what they keep, and who includes whom.
#
# SPDX-License-Identifier: MIT
#
# usage: purity.sh SOURCE-ROOT PURE-ARCHIVE
#
# Under the public face nothing does I/O, reads a clock, a locale or the environment, starts a
# thread or keeps state.  Whatever the objects call is therefore on a list; what is not on it
# fails.  A function that is pure may be added to the list; any other must not be called.

set -eu
export LC_ALL=C

root=$1
archive=$2
faults=0

fault() {
    printf '%s\n' "$*" >&2
    faults=$((faults + 1))
}

# One extended regular expression a line, for whole symbols.  Of libcrypto: numbers, base64 and PEM
# in memory, which need no provider, no settings and no file; and, for the public half of an Ed25519
# private key alone, EVP_PKEY in a library context of our own (…_ex).  That is where OpenSSL, on the
# first use in a process, reads its openssl.cnf, which <mailauth/mailauth.h> says; so nothing else
# that takes a provider (EVP_PKEY_fromdata, d2i_PUBKEY, EVP_Digest…) is listed.
permitted='(ma|mailauth)_[a-z0-9_]+
mem(chr|cmp|cpy|move|set|mem|rchr)
bcmp
str(chr|cmp|ncmp|len|nlen|rchr|spn|cspn|str|pbrk|ncat|cat|cpy|ncpy)
(malloc|calloc|realloc|free)
(qsort|bsearch)
inet_(pton|ntop)
ldns_[a-z0-9_]+
idn2_[a-z0-9_]+
pcre2_(compile|code_free|match|get_ovector_pointer)_8
pcre2_match_(data|context)_(create|free)_8
pcre2_set_(match|depth|heap)_limit_8
psl_(builtin|builtin_sha1sum|is_public_suffix2?|registrable_domain)
(u8|u32|uc)_[a-z0-9_]+
(UC|uc)_[A-Z_]+
BN_(bin2bn|cmp|free|is_odd|is_one|mod_word|num_bits)
EVP_(DecodeBlock|EncodeBlock)
ERR_(set_mark|pop_to_mark|peek_last_error)
BIO_(new_mem_buf|free)
PEM_read_bio_ex
CRYPTO_(free|clear_free)
OSSL_LIB_CTX_(new|free)
EVP_PKEY_(new_raw_private_key_ex|get_raw_public_key|free)
_GLOBAL_OFFSET_TABLE_
__(mem|str)[a-z]+_chk
__stack_chk_fail
__(u|s)?(div|mod|mul)[a-z0-9]+'
# What looks permitted above and does I/O, or aborts.
forbidden='ldns_(resolver|send|tcp|udp|axfr|fget|read|bget)[a-z0-9_]*
ldns_[a-z0-9_]*(_fp|_fp_l|_file|_frm_fp|_print|print)[a-z0-9_]*
ldns_(get_random|init_random)
idn2_(lookup|register)_ul
idn2_to_(ascii|unicode)_[a-z0-9]*l[a-z0-9]*'

check_calls() {
    nm -A --undefined-only "$archive" | sed 's/^[^:]*:\([^:]*\):.* \([^ ]*\)$/\1 \2/' | sort -u |
        while read -r object symbol; do
            name=${symbol%%@*}
            if printf '%s\n' "$name" | grep -Eqx -- "$forbidden"; then
                echo "$object calls $name(), which the pure folders must not: it does I/O or" \
                    "depends on the environment."
            elif ! printf '%s\n' "$name" | grep -Eqx -- "$permitted"; then
                echo "$object calls $name(), which is not on the list of what the pure folders" \
                    "may call (tests/purity.sh)."
            fi
        done
}

# Read-only after relocation (.data.rel.ro) is no state.
check_state() {
    objdump -t "$archive" | awk '
        /^[^ ]*: +file format/ { object = $1; sub(/:$/, "", object); sub(/.*\//, "", object) }
        match($0, / (\.data|\.bss|\.tdata|\.tbss|\*COM\*)[^\t ]*\t/) {
            section = substr($0, RSTART + 1, RLENGTH - 2)
            if (section ~ /^\.data\.rel\.ro/ || $NF == section)
                next
            print object " keeps the writable variable " $NF " (" section \
                "); the pure folders keep no state."
        }'
}

floor_of() {
    case $1 in
    base) echo 0 ;;
    dns) echo 1 ;;
    finding) echo 2 ;;
    auth) echo 3 ;;
    verdict | fix | explain) echo 4 ;;
    render) echo 5 ;;
    .) echo 6 ;;
    *) echo none ;;
    esac
}

# check_include FILE FOLDER HEADER: FILE, which stands in FOLDER, includes "HEADER".
check_include() {
    file=$1 folder=$2 header=$3
    case $header in
    ../*) path=${header#../} ;;
    */*) [ "$folder" = . ] && path=$header || path=$folder/$header ;;
    *) return ;; # of its own folder
    esac
    case $path in
    */*/* | ../* | */..*)
        echo "$file includes \"$header\": not a header of a folder beside it."
        return
        ;;
    esac
    target=${path%/*}
    here=$(floor_of "$folder")
    there=$(floor_of "$target")
    if [ "$there" = none ] || [ "$here" = none ] || [ "$there" -ge "$here" ]; then
        echo "$file includes \"$header\", which is not on a lower floor" \
            "(base < dns < finding < auth < verdict, fix, explain < render < audit.c)."
    elif [ "${path##*/}" != "$target.h" ]; then
        echo "$file includes \"$header\": the door of $target is $target/$target.h."
    fi
}

check_public_include() {
    file=$1 folder=$2 header=$3
    case $folder:$header in
    resolver:mailauth/*) ;;
    *:mailauth/resolver.h)
        echo "$file includes <$header>: what stands above the public face is not for below." ;;
    esac
}

check_includes() {
    cd "$root/lib"
    find . -name '*.[ch]' | sort | while read -r file; do
        file=${file#./}
        folder=$(dirname "$file")
        sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*\(["<][^">]*[">]\).*/\1/p' "$file" |
            while read -r include; do
                header=${include#?}
                header=${header%?}
                case $include in
                '<'*) check_public_include "$file" "$folder" "$header" ;;
                *)
                    if [ "$folder" != resolver ]; then
                        check_include "$file" "$folder" "$header"
                    elif [ "$header" != "${header#*/}" ]; then
                        echo "$file includes \"$header\":" \
                            "lib/resolver knows the public headers alone."
                    fi
                    ;;
                esac
            done
    done
}

report() {
    [ -z "$1" ] && return
    while read -r sentence; do
        fault "$sentence"
    done <<EOF
$1
EOF
}

report "$(check_calls)"
report "$(check_state)"
report "$(check_includes)"

[ "$(nm -A --undefined-only "$archive" | wc -l)" -gt 0 ] || fault "$archive holds no objects."
if [ "$faults" -gt 0 ]; then
    echo "purity: $faults fault(s)" >&2
    exit 1
fi
echo "purity: nothing is called that is not on the list, no state is kept, includes lead downwards"
