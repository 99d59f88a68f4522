#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# servers.sh: sourced.  What all servers have in common: a directory, ports,
# and that they start together.
#
# Everything lives in $dir: configuration, queues, mailboxes, sockets, logs,
# certificates.  The system's own /etc/postfix, /etc/dovecot, queues and running
# services are neither read nor written, and ports are chosen among free ones,
# so that any number of topics may run at the same time.
#
# shellcheck disable=SC2034,SC2154	# topic.sh and its parts share these

skip() { printf 'SKIP: %s\n' "$*"; exit 77; }

servers='' port_names=''

# wants SERVER...: the topic is skipped here where one of them cannot run.
wants() {
	[ -r /proc/self/stat ] || skip 'there is no /proc'
	for tool in openssl setsid setpriv flock mktemp; do
		has "$tool" || skip "$tool is not installed"
	done
	for server; do
		"check_$server"
	done
}

wanted() {
	case " $servers " in *" $1 "*) ;; *) false ;; esac
}

# ------------------------------------------------------------- the directory

# What servers run as that need no right at all.
runner() { if is_root; then echo nobody; else id -un; fi; }

# as_runner NAME [VARIABLE=VALUE...] PROGRAM ARGUMENT...: spawn as that.
as_runner() {
	spawned=$1
	shift
	if is_root; then
		set -- setpriv --reuid="$(id -u nobody)" \
			--regid="$(id -g nobody)" --clear-groups env "$@"
	fi
	spawn "$spawned" "$@"
}

# /tmp and not TMPDIR: the daemons' users must be able to walk there, and the
# name of a Unix socket may not be longer than 107 bytes.
make_directory() {
	dir=$(mktemp -d /tmp/smtpcheck-real.XXXXXX)
	: >"$dir/$marker"
	trap clean_up EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	chmod 711 "$dir"
	work=$dir/work
	mkdir "$dir/pid" "$dir/port" "$dir/log" "$dir/tls" "$dir/mail" "$work"
	! is_root || chown nobody "$dir/mail" "$dir/tls"
	setsid sh "$lib/watch.sh" "$dir" $$ </dev/null >/dev/null 2>&1 &

	# No .smtpcheckrc of the user's.
	HOME=$work
	export HOME

	if grep -q '^0\{31\}1 .* lo$' /proc/net/if_inet6 2>/dev/null; then
		ipv6=yes hosts='127.0.0.1 [::1]'
	else
		ipv6=no hosts=127.0.0.1
	fi
}

# --------------------------------------------------------------------- ports

port() { cat "$dir/port/$1"; }

# Does anything listen on port $1, at whatever address? State 0A is LISTEN.
taken() {
	grep -qs "$(printf ':%04X [0-9A-F]*:0000 0A ' "$1")" \
		/proc/net/tcp /proc/net/tcp6
}

# A free port for each name, at random.  Below 32768, where Linux starts to hand
# out ports to clients.
choose_ports() {
	rm -f "$dir/port/"*
	for name in $port_names; do
		while
			number=$((10000 +
				$(od -An -N2 -tu2 /dev/urandom) % 22000))
			taken "$number" ||
				grep -qsx "$number" "$dir/port/"*
		do :; done
		echo "$number" >"$dir/port/$name"
	done
}

# ------------------------------------------------------------------ starting

# Postfix' master sets SO_REUSEPORT, so that a second one can bind the ports of
# a first, and takes half of its connections.  Hence the lock, on a file that
# all have in common: only one topic at a time looks for ports and takes them.
# Any other program may still take one in between; then others are tried.
start() {
	make_certificates
	exec 9</bin/sh
	flock 9
	attempt=0
	until start_all; do
		attempt=$((attempt + 1))
		if [ $attempt -eq 20 ] ||
			! grep -qsr 'Address already in use' "$dir/log"
		then
			find "$dir/log" -type f -exec tail -n 40 {} + >&2
			die "cannot start$servers"
		fi
		stop_servers
		find "$dir/log" -type f -exec rm {} +
	done
	exec 9<&-
	# From here on tests are judged, and none ends the topic.
	set +e
}

start_all() {
	choose_ports
	for server in $servers; do
		case $server in
		exim-*) start_exim "${server#exim-}" || return 1 ;;
		*) "start_$server" || return 1 ;;
		esac
	done
}
