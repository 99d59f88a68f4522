#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# globals.sh ROOT LIBRARY: nothing in the library outlives a call, so that its
# parts can be tested side by side: no object lies in a section that can be
# written to, but for those that `globals` lists.  .data.rel.ro is not one:
# constant tables of pointers lie there.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
command -v objdump >/dev/null || { echo 'SKIP: no objdump here'; exit 77; }
cd "$1"
symbols=$(objdump -t "$2")
printf '%s\n' "$symbols" | LC_ALL=C awk '
	FILENAME != "-" {
		if ($0 !~ /^(#|$)/)
			allowed[$1 " " $2]
		next
	}
	/file format/ {
		object = $1
		sub(/\.o:$/, "", object)
		next
	}
	# "0000000000000000 l     O .bss	0000000000000008 name.1"
	$3 == "O" || $4 == "O" {
		section = $3 == "O" ? $4 : $5
		if (section !~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ ||
		    section ~ /^\.data\.rel\.ro/)
			next
		symbol = $NF
		# of a function: calls.1 to gcc, f.calls to clang
		sub(/\.[0-9]+$/, "", symbol)
		sub(/^.*\./, "", symbol)
		if (!((object " " symbol) in allowed))
			print object, symbol, section
	}' "$here/globals" - >"${TMPDIR:-/tmp}/globals.$$"
faults=0
while read -r object symbol section; do
	faults=1
	where=$(grep -rnw --include="$object" -e "$symbol" src |
		head -n 1 | cut -d : -f 1-2)
	echo "${where:-$object}: $symbol can be changed ($section)"
done <"${TMPDIR:-/tmp}/globals.$$"
rm -f "${TMPDIR:-/tmp}/globals.$$"
exit $faults
