#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# shell.sh ROOT: shell scripts open with the SPDX line, and shellcheck finds
# nothing wrong with them, those of sh and bash alike.
set -eu

cd "$1"
command -v shellcheck >/dev/null || {
	echo 'SKIP: no shellcheck here'
	exit 77
}
scripts=$(find . \( -name .git -o -path './build*' \) -prune -o -type f \
	-exec awk 'FNR == 1 && /^#!.*[ \/](ba)?sh$/ { print FILENAME }
		FNR == 1 { nextfile }' {} + | sed 's/^\.\///' | sort)
# shellcheck disable=SC2086  # no name of ours has a blank
set -- $scripts
faults=0
for script; do
	[ "$(sed -n 2p "$script")" = \
		'# SPDX-License-Identifier: GPL-3.0-or-later' ] || {
		echo "$script:2: the second line is not the SPDX line"
		faults=1
	}
done
shellcheck -x -f gcc "$@" || faults=1
exit $faults
