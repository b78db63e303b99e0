#!/bin/sh
# After an installation: makes the dynamic loader find the library.
#
# SPDX-License-Identifier: MIT
#
# usage: ldconfig.sh FOLDER
#
# Only root can change the loader's cache; for anyone else, and where there is no ldconfig, this does
# nothing.

set -eu

folder=$1
if [ "$(id -u)" -ne 0 ] || [ ! -x /sbin/ldconfig ]; then
    exit 0
fi
/sbin/ldconfig
case $(/sbin/ldconfig -p) in
*" $folder/libmailauth.so"*) ;;
*)
    [ ! -e "$folder/libmailauth.so" ] ||
        echo "The loader does not look in $folder.  Programs that link the library need LD_LIBRARY_PATH," \
            "or an entry in /etc/ld.so.conf.d.  (On Debian, --libdir is found by dpkg-dev.)"
    ;;
esac
