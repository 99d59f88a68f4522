#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# linked.sh PROGRAM: it needs GnuTLS and the C library to start and no other,
# since each costs every run; libcurl alone would make start-up four times as
# long.  Nettle costs nothing more: GnuTLS brings it along.
set -eu

command -v objdump >/dev/null || { echo 'SKIP: no objdump here'; exit 77; }
needed=$(objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }')
faults=0
for library in $needed; do
	case $library in
	libgnutls.so.* | libnettle.so.* | libc.so.* | ld-linux*) ;;
	*)
		echo "$1: linked with $library"
		faults=1
		;;
	esac
done
exit $faults
