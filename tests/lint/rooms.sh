#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# rooms.sh ROOT: no room includes what `rooms` and `vendors` do not grant it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$1/src"
# shellcheck disable=SC2046  # no name of ours has a blank
awk -f "$here/rooms.awk" "$here/rooms" "$here/vendors" \
	$(find . -name '*.[ch]' | sed 's/^\.\///' | sort)
