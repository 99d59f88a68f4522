#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# alone.sh: sourced by a topic before topic.sh.  The topic starts anew where the
# network is its own, so that it may have any port and any name server, and no
# one else sees them; or it is skipped here.

# alone SCRIPT ARGUMENT...
alone() {
	[ "${ALONE-}" != yes ] || return 0
	for tool in unshare ip mount; do
		command -v "$tool" >/dev/null || {
			echo "SKIP: $tool is not installed"
			exit 77
		}
	done
	unshare -n -m sh -c 'ip link set lo up && mount --make-rprivate / &&
		echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start &&
		mount --bind /dev/null /etc/hosts &&
		mount --bind /dev/null /etc/resolv.conf' 2>/dev/null || {
		echo 'SKIP: a network and mounts of its own are not allowed'
		exit 77
	}
	ALONE=yes
	export ALONE
	exec unshare -n -m sh "$@"
}

# alone_with HOSTS RESOLV_CONF: files in the place of the system's.
alone_with() {
	ip link set lo up
	echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
	mount --make-rprivate /
	mount --bind "$1" /etc/hosts
	mount --bind "$2" /etc/resolv.conf
}
