#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# banned.sh ROOT: src/ calls nothing that `banned` lists, except where it says
# so; and goes to no label but "out".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$1/src"
# shellcheck disable=SC2046  # no name of ours has a blank
LC_ALL=C awk -f "$here/code.awk" -f "$here/banned.awk" "$here/banned" \
	$(find . -name '*.[ch]' | sed 's/^\.\///' | sort)
