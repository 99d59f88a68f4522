#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# words.sh ROOT: no text file contains what `words` lists.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
# -I passes over binary files, of which fuzz corpora have some
hits=$(find . \( -name .git -o -path './build*' \) -prune -o \
	-type f ! -name COPYING -exec grep -nHIiE \
	-e "$(grep -v -e '^#' -e '^$' "$here/words")" {} +) || :
[ -z "$hits" ] || {
	printf '%s\n' "$hits" 'see tests/lint/words'
	exit 1
}
