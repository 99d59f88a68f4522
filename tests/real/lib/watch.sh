#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# watch.sh DIR PID: when the process PID ends without having cleaned up DIR, do
# it in its place: a test that was killed leaves nothing behind.  In the
# background, no child of that process, since whoever kills that may kill its
# children too.
#
# shellcheck disable=SC2034	# process.sh uses these
set -eu

# shellcheck source=tests/real/lib/process.sh
. "$(dirname "$0")/process.sh"

dir=$1
while [ -e "$dir/$marker" ] && alive "$2"; do
	sleep 1
done
clean_up
