#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# headers.sh ROOT CC [FLAG...]: each header compiles by itself, whatever else
# its user has included before.
set -eu

root=$1 cc=$2
shift 2
cd "$root"
faults=0
for header in $(find src tests -name '*.h' | sort); do
	# -x c: to the compiler a header is something to precompile
	"$cc" -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wno-unused -Werror -Isrc \
		"$@" -fsyntax-only -x c "$header" || {
		echo "$header:1: does not compile alone"
		faults=1
	}
done
exit $faults
