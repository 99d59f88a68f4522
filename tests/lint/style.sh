#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# style.sh ROOT: what can be measured of the house style in C sources: the SPDX
# line, 80 columns (in tables too), tabs, guards, at most 60 lines and 5
# parameters a function and 400 lines a file (data tables, files named rows.c
# or *_rows.c, and unit tests excepted).  Scripts of CMake and awk have the SPDX
# line too.
#
# clang-format is not part of it: no settings of it leave alone the tables,
# aligned remarks and split strings of this code.  .clang-format is near enough
# for an editor.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
faults=0
for script in $(find . \( -name .git -o -path './build*' \) -prune -o \
	\( -name CMakeLists.txt -o -name '*.cmake' -o -name '*.awk' \) -print |
	sed 's/^\.\///' | sort); do
	[ "$(sed -n 1p "$script")" = \
		'# SPDX-License-Identifier: GPL-3.0-or-later' ] || {
		echo "$script:1: the first line is not the SPDX line"
		faults=1
	}
done
# shellcheck disable=SC2046  # no name of ours has a blank
LC_ALL=C awk -f "$here/code.awk" -f "$here/style.awk" \
	$(find src tests -name '*.[ch]' | sort) || faults=1
exit $faults
