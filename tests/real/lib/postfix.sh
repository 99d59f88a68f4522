#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# postfix.sh: sourced.  Postfix: any number of smtpds that differ by settings,
# and what delivers for them.
#
# shellcheck disable=SC2034,SC2154	# topic.sh and its parts share these

# After dovecot, where Postfix is to authenticate by it.
check_postfix() {
	# master changes to other users
	is_root || skip 'Postfix only starts as root'
	has postconf || skip 'postconf is not installed'
	# -d: the built-in default, for which no system's main.cf is read.
	daemons=$(postconf -hd daemon_directory) || skip 'postconf fails'
	[ -x "$daemons/master" ] || skip "there is no $daemons/master"
	for name in postfix nobody; do
		id -u "$name" >/dev/null 2>&1 || skip "there is no user $name"
	done
	postconf -a | grep -qx dovecot || skip 'Postfix lacks Dovecot SASL'
	servers="$servers postfix"
	mkdir -p "$dir/queue" "$dir/data" "$dir/postfix/smtpd"
	chmod 700 "$dir/postfix"
	chown postfix "$dir/data" "$dir/log"
	make_queue
	write_main_cf
	judged_by "$dir/log/mail.log" ' disconnect from '
}

# What `postfix start` would make; that command is not used because it runs a
# check that compares with the system's own installation.
make_queue() {
	for name in active bounce corrupt defer deferred flush hold \
		incoming private saved trace public pid
	do
		mkdir -p "$dir/queue/$name"
		chmod 700 "$dir/queue/$name"
		[ "$name" = pid ] || chown postfix "$dir/queue/$name"
	done
	chmod 755 "$dir/queue/pid"
}

write_main_cf() {
	cat >"$dir/postfix/main.cf" <<-END
	compatibility_level = 3.6
	queue_directory = $dir/queue
	data_directory = $dir/data
	# also the directory of dynamicmaps.cf: no look at the system's
	meta_directory = $dir/postfix

	# There may be no syslog here; postlogd writes this file.
	maillog_file = $dir/log/mail.log
	maillog_file_prefixes = $dir

	# Nothing leaves: only virtual delivers, and no name is looked up.
	myhostname = mail.$domain
	mynetworks_style = host
	inet_interfaces = all
	inet_protocols = $([ "$ipv6" = yes ] && echo all || echo ipv4)
	smtpd_peername_lookup = no
	default_transport = error:this is a test
	relay_transport = error:this is a test
	mydestination =
	local_transport = error:this is a test
	alias_maps =
	local_recipient_maps =
	notify_classes =

	# Where mail ends: in Maildirs, one file for each message.
	virtual_mailbox_domains = $domain
	virtual_mailbox_base = $dir/mail
	virtual_mailbox_maps = inline:{
	  { fred@$domain = fred/ }
	  { user@$domain = user/ } }
	virtual_uid_maps = static:$(id -u nobody)
	virtual_gid_maps = static:$(id -g nobody)

	# Bytes are to come out as they went in: no header is added, rewritten
	# or dropped, no line is wrapped.
	local_header_rewrite_clients =
	remote_header_rewrite_domain =
	always_add_missing_headers = no
	message_drop_headers =

	# Who may send what to whom. AUTH does not open the relay.
	smtpd_relay_restrictions = reject_unauth_destination
	smtpd_recipient_restrictions =
	  permit_sasl_authenticated,
	  check_client_access static:{530 5.7.0 Authentication required}
	# Only the boss sends as boss@.
	smtpd_sender_login_maps = inline:{ boss@$domain=boss }
	smtpd_sender_restrictions = reject_known_sender_login_mismatch

	smtpd_sasl_type = dovecot
	smtpd_sasl_path = private/auth
	smtpd_sasl_auth_enable = $(wanted dovecot && echo yes || echo no)
	smtpd_sasl_security_options = noanonymous
	smtpd_sasl_local_domain =
	broken_sasl_auth_clients = no

	smtpd_tls_chain_files = $dir/tls/good.pem
	smtpd_tls_loglevel = 1
	smtpd_tls_auth_only = yes

	# A test fails on purpose, often, and in a hurry.
	smtpd_error_sleep_time = 0
	smtpd_soft_error_limit = 1000
	smtpd_hard_error_limit = 1000
	smtpd_client_event_limit_exceptions = static:all
	in_flow_delay = 0
	END
}

# smtpd NAME SETTING...: one more smtpd, on each loopback address, that writes
# NAME into its log lines.  It differs from main.cf above by the settings, each
# as master.cf has it: no blanks, or all of it in braces.
smtpd() {
	name=$1
	shift
	port_names="$port_names $name"
	{
		printf '  -o syslog_name=%s\n' "$name"
		[ $# -eq 0 ] || printf '  -o %s\n' "$@"
	} >"$dir/postfix/smtpd/$name"
}

# The ways in that a provider has.
smtpd_submission() {
	# Nothing before STARTTLS, and what is wrong with the client or sender
	# is said at RCPT (Postfix' smtpd_delay_reject).
	smtpd submission smtpd_tls_security_level=encrypt

	# The same behind TLS on connect, but refusals come at once, so that
	# there are some at MAIL.
	smtpd smtps smtpd_tls_wrappermode=yes smtpd_delay_reject=no \
		'{smtpd_sender_restrictions=reject_known_sender_login_mismatch, permit_sasl_authenticated, check_client_access static:{530 5.7.0 Authentication required}}'

	# As an old server in a LAN: AUTH with or without TLS.
	smtpd clear smtpd_tls_security_level=may smtpd_tls_auth_only=no
}

write_master_cf() {
	for file in "$dir/postfix/smtpd/"*; do
		for host in $hosts; do
			printf '%s:%s inet n - n - - smtpd\n' "$host" \
				"$(port "${file##*/}")"
			cat "$file"
		done
	done >"$dir/postfix/master.cf"
	cat >>"$dir/postfix/master.cf" <<-'END'
	cleanup   unix       n - n - 0 cleanup
	qmgr      unix       n - n 300 1 qmgr
	rewrite   unix       - - n - - trivial-rewrite
	bounce    unix       - - n - 0 bounce
	defer     unix       - - n - 0 bounce
	trace     unix       - - n - 0 bounce
	flush     unix       n - n 1000? 0 flush
	proxymap  unix       - - n - - proxymap
	tlsmgr    unix       - - n 1000? 1 tlsmgr
	anvil     unix       - - n - 1 anvil
	error     unix       - - n - - error
	retry     unix       - - n - - error
	virtual   unix       - n n - - virtual
	postlog   unix-dgram n - n - 1 postlogd
	END

	# Postfix waits until its files have been left alone for two seconds,
	# lest it read half of one: so let them be old.
	touch -t 200001010000 "$dir/postfix/"*
}

# master binds its ports before it says that it has started.
postfix_ready() {
	grep -qs 'master.* daemon started' "$dir/log/mail.log"
}

# The two variables are as postfix(1) would set them: without, master's own
# words go to the system's log.
start_postfix() {
	write_master_cf
	spawn postfix POSTLOG_HOSTNAME="mail.$domain" \
		POSTLOG_SERVICE="$dir/queue/public/postlog" \
		"$daemons/master" -c "$dir/postfix"
	comes_up postfix postfix_ready
}

# --------------------------------------------------------------- Cyrus SASL

# After postfix: the smtpd cyrus asks Cyrus SASL.
check_cyrus() {
	has saslpasswd2 || skip 'saslpasswd2 is not installed'
	postconf -a | grep -qx cyrus || skip 'Postfix lacks Cyrus SASL'
	for plugin in libntlm libdigestmd5 libsasldb; do
		has_file "/usr/lib/*/sasl2/$plugin.so" ||
			skip "Cyrus SASL lacks $plugin.so"
	done
	# Debian's Postfix looks for Cyrus' configuration beside its own, as the
	# user postfix.
	mkdir "$dir/postfix/sasl"
	chmod 711 "$dir/postfix" "$dir/postfix/sasl"
	cat >"$dir/postfix/sasl/smtpd.conf" <<-END
	pwcheck_method: auxprop
	auxprop_plugin: sasldb
	sasldb_path: $dir/postfix/sasl/sasldb2
	mech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM
	END
	printf '%s' "$password" | saslpasswd2 -p -c \
		-f "$dir/postfix/sasl/sasldb2" -u "$domain" "$login"
	chmod 644 "$dir/postfix/sasl/smtpd.conf"
	chown postfix "$dir/postfix/sasl/sasldb2"
	smtpd cyrus smtpd_tls_security_level=may smtpd_tls_auth_only=no \
		smtpd_sasl_auth_enable=yes smtpd_sasl_type=cyrus \
		smtpd_sasl_path=smtpd smtpd_sasl_local_domain="$domain"
}

# --------------------------------------------------------------- smtp-sink

# Postfix has no LMTP server but this one, which its makers have for tests of
# their client, and which throws away what it gets: at the port sink, and the
# socket $sink_socket.
check_sink() {
	has smtp-sink || skip 'smtp-sink is not installed'
	port_names="$port_names sink" servers="$servers sink"
	sink_socket=$dir/sink/socket
	mkdir "$dir/sink"
	! is_root || chown nobody "$dir/sink"
}

sink_ready() { taken "$(port sink)" && [ -S "$sink_socket" ]; }

# -v: its log is what it says of each command.
start_sink() {
	rm -f "$sink_socket"
	as_runner sink-socket smtp-sink -v -L "unix:$sink_socket" 100
	as_runner sink smtp-sink -v -L "inet:127.0.0.1:$(port sink)" 100
	comes_up sink sink_ready && runs sink-socket
}
