# The Debian packages that the build and the tests need, and how they get here.
#
# SPDX-License-Identifier: MIT
#
# Read by tools/quickstart.sh and tests/run.sh ("."), which are POSIX shell scripts.
# shellcheck shell=sh

# What the library and the command are built with: keep in step with lib/meson.build.
# shellcheck disable=SC2034
build_packages="gcc libc6-dev meson ninja-build pkgconf dpkg-dev libldns-dev libidn2-dev libunistring-dev libpsl-dev \
libssl-dev libpcre2-dev libopendkim-dev zlib1g-dev libjansson-dev libgmime-3.0-dev"
# What the tests need in addition.
# shellcheck disable=SC2034
test_packages="check python3 python3-html5lib php-cli libffi-platypus-perl nodejs python3-spf python3-dns python3-dnspython python3-jsonschema python3-fastjsonschema g++ clang llvm valgrind \
binutils nsd bind9 bind9-utils bind9-dnsutils openssl openssh-client opendkim-tools libmilter-dev miltertest"

# What a test uses where it can be had.
# shellcheck disable=SC2034
optional_packages="knot"

# What the pages of panels need, which run.sh --all looks at in a browser.
# shellcheck disable=SC2034
panel_packages="chromium fonts-noto-cjk cockpit-ws cockpit-bridge cockpit-system php-fpm nginx-light"

# The user's language: ja, en, or "" where the locale says nothing.
user_language() {
    locale=${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}
    case $locale in
    ja | ja[_.@]*) echo ja ;;
    '' | C | C.* | POSIX) ;;
    *) echo en ;;
    esac
}

# say JAPANESE ENGLISH: in the user's language, or in both.
say() {
    case $(user_language) in
    ja) printf '%s\n' "$1" ;;
    en) printf '%s\n' "$2" ;;
    *) printf '%s\n%s\n' "$1" "$2" ;;
    esac
}

missing_packages() {
    for package in "$@"; do
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

# as_root COMMAND …
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# install_packages LOG PACKAGE …: installs what is missing; apt's words go to LOG.
install_packages() {
    log=$1
    shift
    # Not Debian: continue with the tools that are there; Meson names what is missing.
    command -v dpkg-query >/dev/null 2>&1 || return 0
    missing=$(missing_packages "$@")
    missing=${missing% }
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
        say "root ではなく sudo もないため、必要なパッケージを導入できません。管理者に依頼してください:" \
            "Packages are needed, but this is not root and there is no sudo. Ask your administrator:" >&2
        echo "    apt-get install $missing" >&2
        return 1
    fi
    say "パッケージを導入します: $missing" "Installing packages: $missing"
    # Each word is a package.
    # shellcheck disable=SC2086
    if as_root apt-get -q update >"$log" 2>&1 </dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 \
            --no-install-recommends install $missing >>"$log" 2>&1 </dev/null; then
        return 0
    fi
    tail -n 20 "$log" >&2
    say "パッケージを導入できませんでした。apt の出力は $log にあります。" \
        "The packages could not be installed. What apt said is in $log." >&2
    return 1
}
