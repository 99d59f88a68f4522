#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# process.sh: sourced.  What runs below the directory $dir: starting it,
# waiting for it, and ending it with all that came of it.
#
# shellcheck disable=SC2154	# topic.sh and watch.sh set these

say() { printf '%s\n' "${0##*/}: $*" >&2; }
die() { say "$*"; exit 1; }

# spawn NAME [VARIABLE=VALUE...] PROGRAM ARGUMENT...: in the background, without
# anything of the caller's environment that a server could heed, in a session of
# its own (setsid, so that its process group is its id), at home in $dir (so
# that its processes can be told from others), nothing left open.
spawn() {
	spawned=$1
	shift
	(
		cd "$dir" || exit
		exec setsid env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			LC_ALL=C "$@"
	) </dev/null >>"$dir/log/$spawned.out" 2>&1 9<&- &
	echo $! >"$dir/pid/$spawned"
}

# Is the process $1 there? A zombie is not, though kill -0 would find it.
alive() {
	state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) &&
		case $state in '' | Z*) false ;; esac
}

# Does the server that spawn started still run?
runs() {
	alive "$(cat "$dir/pid/$1")"
}

# wait_for SECONDS COMMAND...: until the command succeeds, or false.
wait_for() {
	tries=$(($1 * 20))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.05
	done
}

# comes_up NAME COMMAND...: until the server is ready, as the command says, or
# is no more.
comes_up() {
	ready_name=$1
	shift
	wait_for 60 ready_or_gone "$@" && runs "$ready_name"
}

ready_or_gone() {
	"$@" || ! runs "$ready_name"
}

# The living members of the process group $1 that are at home in $dir: what
# spawn started, and all that came of it.  Both must hold, since the number may
# since have been given to another process.  The fields of /proc/N/stat behind
# the name, which may contain anything, are state, parent and group.
members() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		sed 's/^\([0-9]*\) .*) /\1 /' |
		awk -v group="$1" '$4 == group && $2 != "Z" { print $1 }' |
		while read -r pid; do
			case $(readlink "/proc/$pid/cwd" 2>/dev/null) in
			"$dir" | "$dir"/*) echo "$pid" ;;
			esac
		done
}

gone() {
	[ -z "$(members "$1")" ]
}

# Ask the leader first: a master takes its children with it.
stop_server() {
	group=$(cat "$dir/pid/$1")
	if [ -n "$(members "$group")" ]; then
		kill -TERM "$group" 2>/dev/null || :
		wait_for 30 gone "$group" || :
	fi
	for pid in $(members "$group"); do
		say "$1: process $pid had to be killed"
		kill -KILL "$pid" 2>/dev/null || :
	done
	wait_for 30 gone "$group" || say "$1: processes of $group remain"
	rm -f "$dir/pid/$1"
}

# The last one first: Dovecot does not end while Postfix has a use for it.
stop_servers() {
	# shellcheck disable=SC2045  # names of ours
	for name in $(ls -t "$dir/pid"); do
		stop_server "$name"
	done
}

# Removing a directory is only safe when make_directory made it: this file says
# so.
marker=smtpcheck-test-servers

clean_up() {
	clean_up_status=$?
	# A second signal must not leave the work half done.
	trap '' HUP INT TERM
	[ -e "$dir/$marker" ] || return 0
	stop_servers
	rm -rf "$dir"
	# A topic that ends, but not by skip or finish, did not pass.
	if [ $clean_up_status -eq 0 ] && [ "${finished-yes}" = no ]; then
		say 'it lacks its finish'
		exit 1
	fi
}
