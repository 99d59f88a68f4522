#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# exim.sh: sourced.  Exim, from Debian's package unpacked by tests/setup.sh:
# installed, it would take the place of Postfix.  It runs without any right.
#
# shellcheck disable=SC2034,SC2154	# topic.sh and its parts share these

check_exim() {
	if ! unpacked_works exim4-daemon-heavy usr/sbin/exim4 ||
		! unpacked_works libnss-wrapper "$nss_wrapper"
	then
		skip "there is no Exim in $unpacked"
	fi
	mkdir "$dir/exim"
	# Not everybody may walk to where it was unpacked.
	cp "$unpacked/exim4-daemon-heavy/usr/sbin/exim4" "$dir/exim/exim4"
	# shellcheck disable=SC2086  # a pattern
	cp "$unpacked/libnss-wrapper/"$nss_wrapper "$dir/exim/"
	# Debian's wants a user of that name: so it gets one, that nobody else
	# sees.
	printf 'Debian-exim:x:%s:%s::/nonexistent:/bin/false\n' \
		"$(id -u "$(runner)")" "$(id -g "$(runner)")" \
		>"$dir/exim/passwd"
	echo 'root:x:0:0::/:/bin/false' >>"$dir/exim/passwd"
	printf 'Debian-exim:x:%s:\nroot:x:0:\n' "$(id -g "$(runner)")" \
		>"$dir/exim/group"
	printf '%s: %s\n' "$login" "$password" "$login_address" \
		"$address_password" >"$dir/exim/passwords"
}

# exim NAME: one more Exim.  Standard input is settings of the main section,
# and whole sections of the file behind these, but for routers and transports.
exim() {
	mkdir "$dir/exim/$1"
	cat >"$dir/exim/$1/own.conf"
	! is_root || chown nobody "$dir/exim/$1"
	servers="$servers exim-$1" port_names="$port_names $1"
	judged_by_exim "$1"
}

judged_by_exim() {
	judged_by "$dir/exim/$1/mainlog" \
		'SMTP (connection from .* (closed|lost)|protocol .* error)'
}

# unless_set NAME SETTING VALUE: Exim takes no setting twice.
unless_set() {
	grep -q "^$2 " "$dir/exim/$1/own.conf" || printf '%s = %s\n' "$2" "$3"
}

# Bytes are to come out as they went in: nothing is added but a Received line.
write_exim() {
	listen='127.0.0.1'
	[ "$ipv6" = no ] || listen="$listen ; ::1"
	cat >"$dir/exim/$1/exim.conf" <<-END
	exim_path = $dir/exim/exim4
	exim_user = Debian-exim
	exim_group = Debian-exim
	keep_environment = LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
	deliver_drop_privilege = true
	primary_hostname = mail.$domain
	spool_directory = $dir/exim/$1/spool
	log_file_path = $dir/exim/$1/%slog
	pid_file_path = $dir/exim/$1/pid
	local_interfaces = <; $listen
	daemon_smtp_ports = $(port "$1")
	log_selector = +smtp_connection +smtp_protocol_error +proxy
	host_lookup =
	rfc1413_query_timeout = 0s
	smtp_accept_max = 0
	$(unless_set "$1" tls_certificate "$dir/tls/good.crt")
	$(unless_set "$1" tls_privatekey "$dir/tls/good.key")
	$(unless_set "$1" acl_smtp_rcpt \
		"accept domains = $domain\\n local_parts = fred : user : full")

	$(cat "$dir/exim/$1/own.conf")

	begin routers
	mailbox:
	  driver = accept
	  domains = $domain
	  local_parts = fred : user : full
	  transport = maildir
	begin transports
	maildir:
	  driver = appendfile
	  maildir_format
	  directory = $dir/mail/\$local_part_data
	  create_directory
	END
}

exim_ready() {
	grep -qs ' daemon started: ' "$dir/exim/$1/mainlog"
}

# What it says goes to where start looks for it.
start_exim() {
	write_exim "$1"
	rm -f "$dir/exim/$1/"*log
	as_runner "exim-$1" NSS_WRAPPER_PASSWD="$dir/exim/passwd" \
		NSS_WRAPPER_GROUP="$dir/exim/group" \
		LD_PRELOAD="$dir/exim/${nss_wrapper##*/}" \
		"$dir/exim/exim4" -C "$dir/exim/$1/exim.conf" -bdf
	comes_up "exim-$1" exim_ready "$1" || {
		cat "$dir/exim/$1/"*log >>"$dir/log/exim-$1.out" 2>/dev/null
		return 1
	}
}
