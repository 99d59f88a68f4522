#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# servers.sh: a real Postfix with Dovecot SASL, for a test, on loopback.
#
#	servers.sh start [DIR [PID]]	start both; DIR must be empty or missing
#	servers.sh stop DIR		stop what start started there, remove DIR
#
# Everything lives in DIR: configuration, queue, mailboxes, sockets, logs,
# certificates. The system's own /etc/postfix, /etc/dovecot, queues and running
# services are neither read nor written, and ports are chosen among free ones,
# so that any number of these may run at the same time.
#
# When start returns 0 the servers take connections, and DIR/env holds what a
# test must know, as assignments for the shell (see write_env). Without DIR one
# is made under /tmp. Either way start prints its name. With PID the servers are
# stopped as well when that process ends without having done so: a test that was
# killed leaves nothing behind.
#
# Exit status: 0 done, 77 cannot run here ("SKIP: why" is printed, nothing was
# left behind), 2 wrong usage, 1 anything else.

set -eu

# Debian keeps the servers in sbin, which is not on everybody's path.
PATH=$PATH:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL

# Removing a directory is only safe when start made it: this file says so.
marker=smtpcheck-test-servers

domain=test.example
user=fred
address_user=fred@$domain
# What breaks clients that quote, split, expand or encode carelessly. The colon
# is missing because Dovecot's passwd-file separates its fields with it.
# shellcheck disable=SC2016  # the dollar sign is meant literally
password='s3cr&t "p%40ss'\'' $w\d=<>#'
address_password='=pässwörd+/€ '

say() { printf '%s\n' "servers.sh: $*" >&2; }
die() { say "$*"; exit 1; }
skip() { printf 'SKIP: %s\n' "$*"; exit 77; }

# A word that the shell reads back as exactly $1.
quote() {
	printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# ---------------------------------------------------------------- can it run?

check_system() {
	# Postfix' master and Dovecot change to other users, which takes root.
	[ "$(id -u)" -eq 0 ] || skip 'Postfix and Dovecot only start as root'
	[ -r /proc/self/stat ] || skip 'there is no /proc'
	for tool in postconf dovecot openssl setsid flock mktemp; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
	# -d: the built-in default, for which no system's main.cf is read.
	daemons=$(postconf -hd daemon_directory) || skip 'postconf fails'
	[ -x "$daemons/master" ] || skip "there is no $daemons/master"
	for name in postfix dovecot nobody; do
		id -u "$name" >/dev/null 2>&1 || skip "there is no user $name"
	done
	postconf -a | grep -qx dovecot || skip 'Postfix lacks Dovecot SASL'
	case $(dovecot --version) in
	2.3.*) ;;
	*) skip 'dovecot.conf here is written for Dovecot 2.3' ;;
	esac
}

has_ipv6_loopback() {
	grep -q '^0\{31\}1 .* lo$' /proc/net/if_inet6 2>/dev/null
}

# --------------------------------------------------------------- the directory

# /tmp and not TMPDIR: the daemons' users must be able to walk there, and the
# name of a Unix socket may not be longer than 107 bytes.
make_directory() {
	if [ $# -eq 0 ]; then
		dir=$(mktemp -d /tmp/smtpcheck-real.XXXXXX)
	else
		mkdir -p "$1"
		dir=$(cd "$1" && pwd -P)
		[ -z "$(ls -A "$dir")" ] || die "$dir is not empty"
	fi
	[ ${#dir} -le 70 ] || die "$dir: too long for sockets in it"
	: >"$dir/$marker"
	chmod 711 "$dir"
}

make_tree() {
	mkdir "$dir/postfix" "$dir/queue" "$dir/data" "$dir/dovecot" \
		"$dir/log" "$dir/tls" "$dir/mail"
	chmod 700 "$dir/tls" "$dir/postfix"
	chown postfix "$dir/data" "$dir/log"
	chown nobody "$dir/mail"

	# What `postfix start` would make; that command is not used because it
	# runs a check that compares with the system's own installation.
	(
		cd "$dir/queue"
		mkdir active bounce corrupt defer deferred flush hold \
			incoming private saved trace public pid
		chmod 700 ./*
		chmod 755 pid
		chown postfix active bounce corrupt defer deferred flush hold \
			incoming private saved trace public
	)
}

# ---------------------------------------------------------------- certificates

# tls/ca.pem is what a client is to trust; tls/good.pem is issued by it;
# tls/selfsigned.pem vouches for itself. Each server file is key and
# certificate in one, as smtpd_tls_chain_files wants them. Keys on a curve,
# because making one takes no time.
make_certificates() {
	(
		cd "$dir/tls"
		cat >openssl.cnf <<-'END'
		[req]
		distinguished_name = dn
		prompt = no
		[dn]
		CN = smtpcheck test
		[ca]
		basicConstraints = critical, CA:TRUE
		keyUsage = critical, keyCertSign, cRLSign
		subjectKeyIdentifier = hash
		[server]
		basicConstraints = critical, CA:FALSE
		keyUsage = critical, digitalSignature
		extendedKeyUsage = serverAuth
		subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
		subjectKeyIdentifier = hash
		END
		OPENSSL_CONF=openssl.cnf
		export OPENSSL_CONF
		for name in ca good selfsigned; do
			openssl ecparam -name prime256v1 -genkey -noout \
				-out "$name.key"
		done
		openssl req -x509 -new -key ca.key -days 30 \
			-subj '/CN=smtpcheck test CA' -extensions ca -out ca.pem
		openssl req -x509 -new -key selfsigned.key -days 30 \
			-subj /CN=localhost -extensions server \
			-out selfsigned.crt
		openssl req -new -key good.key -subj /CN=localhost -out good.csr
		openssl x509 -req -in good.csr -CA ca.pem -CAkey ca.key \
			-CAcreateserial -days 30 -extfile openssl.cnf \
			-extensions server -out good.crt
		cat good.key good.crt >good.pem
		cat selfsigned.key selfsigned.crt >selfsigned.pem
	) >"$dir/log/openssl.log" 2>&1 || {
		cat "$dir/log/openssl.log" >&2
		die 'cannot make certificates'
	}
}

# --------------------------------------------------------------------- Dovecot

# Only its auth service is used. {PLAIN} because CRAM-MD5 and DIGEST-MD5 need the
# password itself. All delays are off: they are for guessers, and cost a test seconds.
write_dovecot() {
	printf '%s:{PLAIN}%s\n' "$user" "$password" \
		"$address_user" "$address_password" >"$dir/dovecot/users"
	chgrp "$(id -g dovecot)" "$dir/dovecot/users"
	chmod 640 "$dir/dovecot/users"

	cat >"$dir/dovecot/dovecot.conf" <<-END
	base_dir = $dir/dovecot/run
	state_dir = $dir/dovecot
	instance_name = smtpcheck-test
	log_path = $dir/log/dovecot.log
	protocols =
	listen = 127.0.0.1
	ssl = no

	# tells the log of each attempt, but of no password
	auth_verbose = yes
	auth_debug = yes

	auth_mechanisms = plain login cram-md5 digest-md5
	disable_plaintext_auth = no
	auth_failure_delay = 0
	service anvil {
	  unix_listener anvil-auth-penalty {
	    mode = 0
	  }
	}
	passdb {
	  driver = passwd-file
	  args = $dir/dovecot/users
	}
	userdb {
	  driver = static
	  args = uid=65534 gid=65534 home=/nonexistent
	}
	service auth {
	  unix_listener $dir/queue/private/auth {
	    mode = 0600
	    user = postfix
	  }
	}
	END
}

# ----------------------------------------------------------------- Cyrus SASL

# For NTLM, which Dovecot no longer has: a port of its own, where the machine
# has what that takes.
has_cyrus() {
	command -v saslpasswd2 >/dev/null && postconf -a | grep -qx cyrus &&
		ls /usr/lib/*/sasl2/libntlm.so /usr/lib/*/sasl2/libsasldb.so \
			>/dev/null 2>&1
}

# Debian's Postfix looks for Cyrus' configuration beside its own, as the user
# postfix.
write_cyrus() {
	mkdir "$dir/postfix/sasl"
	chmod 711 "$dir/postfix" "$dir/postfix/sasl"
	cat >"$dir/postfix/sasl/smtpd.conf" <<-END
	pwcheck_method: auxprop
	auxprop_plugin: sasldb
	sasldb_path: $dir/postfix/sasl/sasldb2
	mech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM
	END
	printf '%s' "$password" | saslpasswd2 -p -c \
		-f "$dir/postfix/sasl/sasldb2" -u "$domain" "$user"
	chmod 644 "$dir/postfix/sasl/smtpd.conf"
	chown postfix "$dir/postfix/sasl/sasldb2"
}

# --------------------------------------------------------------------- Postfix

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

	# Nothing leaves: no transport but virtual delivers, no name is looked up.
	myhostname = mail.$domain
	mynetworks_style = host
	inet_interfaces = all
	inet_protocols = $protocols
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

	# Who may send what to whom. Being authenticated does not open the relay.
	smtpd_relay_restrictions = reject_unauth_destination
	smtpd_recipient_restrictions =
	  permit_sasl_authenticated,
	  check_client_access static:{530 5.7.0 Authentication required}
	# Only the boss sends as boss@.
	smtpd_sender_login_maps = inline:{ boss@$domain=boss }
	smtpd_sender_restrictions = reject_known_sender_login_mismatch

	smtpd_sasl_type = dovecot
	smtpd_sasl_path = private/auth
	smtpd_sasl_auth_enable = yes
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

# inet NAME PORT SETTING...: one smtpd, on each loopback address, that writes
# NAME into its log lines.
inet() {
	name=$1 port=$2
	shift 2
	for host in $hosts; do
		printf '%s:%s inet n - n - - smtpd\n' "$host" "$port"
		printf '  -o syslog_name=%s\n' "$name"
		[ $# -eq 0 ] || printf '  -o %s\n' "$@"
	done
}

write_master_cf() {
	{
		# As a provider offers it: nothing before STARTTLS, and what is
		# wrong with the client or sender is said at RCPT (Postfix'
		# smtpd_delay_reject).
		inet submission "$submission_port" \
			smtpd_tls_security_level=encrypt

		# The same behind TLS on connect, but refusals come at once, so
		# that there are some at MAIL.
		inet smtps "$smtps_port" \
			smtpd_tls_wrappermode=yes \
			smtpd_delay_reject=no \
			'{smtpd_sender_restrictions=reject_known_sender_login_mismatch, permit_sasl_authenticated, check_client_access static:{530 5.7.0 Authentication required}}'

		# As an old server in a LAN: AUTH with or without TLS.
		inet clear "$clear_port" \
			smtpd_tls_security_level=may \
			smtpd_tls_auth_only=no

		[ $cyrus = no ] || inet cyrus "$cyrus_port" \
			smtpd_tls_security_level=may \
			smtpd_tls_auth_only=no \
			smtpd_sasl_type=cyrus \
			smtpd_sasl_path=smtpd \
			smtpd_sasl_local_domain="$domain"

		# Whom Postfix lets take another client's place.
		inet xclient "$xclient_port" \
			smtpd_tls_security_level=may \
			smtpd_authorized_xclient_hosts='127.0.0.0/8,[::1]'
		inet haproxy "$haproxy_port" \
			smtpd_upstream_proxy_protocol=haproxy
		inet haproxy-smtps "$haproxy_smtps_port" \
			smtpd_upstream_proxy_protocol=haproxy \
			smtpd_tls_wrappermode=yes

		inet selfsigned "$selfsigned_port" \
			smtpd_tls_security_level=may \
			smtpd_tls_chain_files="$dir/tls/selfsigned.pem"
		inet selfsigned-smtps "$selfsigned_smtps_port" \
			smtpd_tls_wrappermode=yes \
			smtpd_tls_chain_files="$dir/tls/selfsigned.pem"

		cat <<-'END'
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
	} >"$dir/postfix/master.cf"

	# Postfix waits until its files have been left alone for two seconds,
	# lest it read half of one: so let them be old.
	touch -t 200001010000 "$dir/postfix/"*
}

# ------------------------------------------------------------ starting, waiting

# spawn NAME [VARIABLE=VALUE...] PROGRAM ARGUMENT...: in the background, without
# anything of the caller's environment that a server could heed, in a session of
# its own (setsid, so that its process group is its id), at home in $dir (so
# that its processes can be told from others), nothing left open.
spawn() {
	name=$1
	shift
	(
		cd "$dir"
		exec setsid env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			LC_ALL=C "$@"
	) </dev/null >>"$dir/log/$name.out" 2>&1 9<&- &
	echo $! >"$dir/$name.pid"
}

# Is the process $1 there? A zombie is not, though kill -0 would find it.
alive() {
	state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) &&
		case $state in '' | Z*) false ;; esac
}

# Does the server that spawn started still run?
runs() {
	alive "$(cat "$dir/$1.pid")"
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

dovecot_ready() {
	[ -S "$dir/queue/private/auth" ] || ! runs dovecot
}

# master binds its ports before it says that it has started.
postfix_ready() {
	grep -qs 'master.* daemon started' "$dir/log/mail.log" || ! runs postfix
}

start_dovecot() {
	spawn dovecot "$(command -v dovecot)" -F -c "$dir/dovecot/dovecot.conf"
	if ! wait_for 10 dovecot_ready || ! runs dovecot; then
		cat "$dir/log/dovecot.out" "$dir/log/dovecot.log" >&2 || :
		die 'Dovecot does not start'
	fi
}

# Does anything listen on port $1, at whatever address? State 0A is LISTEN.
taken() {
	grep -qs "$(printf ':%04X [0-9A-F]*:0000 0A ' "$1")" \
		/proc/net/tcp /proc/net/tcp6
}

# Nine free ports, at random. Below 32768, where Linux starts to hand out ports
# to clients.
choose_ports() {
	while :; do
		base=$((10000 + $(od -An -N2 -tu2 /dev/urandom) % 2400 * 9))
		submission_port=$base
		smtps_port=$((base + 1))
		clear_port=$((base + 2))
		selfsigned_port=$((base + 3))
		selfsigned_smtps_port=$((base + 4))
		cyrus_port=$((base + 5))
		xclient_port=$((base + 6))
		haproxy_port=$((base + 7))
		haproxy_smtps_port=$((base + 8))
		taken $submission_port || taken $smtps_port ||
			taken $clear_port || taken $selfsigned_port ||
			taken $selfsigned_smtps_port ||
			taken $cyrus_port || taken $xclient_port ||
			taken $haproxy_port || taken $haproxy_smtps_port ||
			return 0
	done
}

# master sets SO_REUSEPORT, so that a second one can bind the ports of a first,
# and takes half of its connections. Hence the lock, on what all that use this
# script have in common: only one at a time looks for ports and takes them. Any
# other program may still take one in between; then master ends, and others are
# tried.
start_postfix() {
	exec 9<"$daemons/master"
	flock 9
	attempt=0
	while :; do
		attempt=$((attempt + 1))
		choose_ports
		write_master_cf
		# As postfix(1) would set them: without, master's own words go to
		# the system's log.
		spawn postfix POSTLOG_HOSTNAME="mail.$domain" \
			POSTLOG_SERVICE="$dir/queue/public/postlog" \
			"$daemons/master" -c "$dir/postfix"
		if wait_for 10 postfix_ready && runs postfix; then
			break
		fi
		if [ $attempt -lt 20 ] &&
			grep -qs 'Address already in use' "$dir/log/"*; then
			rm -f "$dir/log/mail.log" "$dir/log/postfix.out"
			continue
		fi
		cat "$dir/log/postfix.out" "$dir/log/mail.log" >&2 || :
		die 'Postfix does not start'
	done
	exec 9<&-
}

write_env() {
	{
		while read -r name value; do
			echo "REAL_$name=$(quote "$value")"
		done <<-END
		DIR $dir
		HOST 127.0.0.1
		IPV6 $ipv6
		SUBMISSION_PORT $submission_port
		SMTPS_PORT $smtps_port
		CLEAR_PORT $clear_port
		SELFSIGNED_PORT $selfsigned_port
		SELFSIGNED_SMTPS_PORT $selfsigned_smtps_port
		CYRUS $cyrus
		CYRUS_PORT $cyrus_port
		XCLIENT_PORT $xclient_port
		HAPROXY_PORT $haproxy_port
		HAPROXY_SMTPS_PORT $haproxy_smtps_port
		CA $dir/tls/ca.pem
		MAIL_LOG $dir/log/mail.log
		AUTH_LOG $dir/log/dovecot.log
		MAILBOXES $dir/mail
		DOMAIN $domain
		USER $user
		ADDRESS_USER $address_user
		END
		# read would trim these
		echo "REAL_PASSWORD=$(quote "$password")"
		echo "REAL_ADDRESS_PASSWORD=$(quote "$address_password")"
	} >"$dir/env.new"
	mv "$dir/env.new" "$dir/env"
}

start() {
	check_system
	make_directory ${1+"$1"}
	trap 'stop "$dir"' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM

	if has_ipv6_loopback; then
		ipv6=yes hosts='127.0.0.1 [::1]' protocols=all
	else
		ipv6=no hosts=127.0.0.1 protocols=ipv4
	fi
	make_tree
	make_certificates
	cyrus=no
	! has_cyrus || cyrus=yes
	write_dovecot
	[ $cyrus = no ] || write_cyrus
	write_main_cf
	start_dovecot
	start_postfix
	write_env

	if [ $# -eq 2 ]; then
		setsid sh "$0" watch "$dir" "$2" </dev/null >/dev/null 2>&1 &
	fi
	trap - EXIT HUP INT TERM
	printf '%s\n' "$dir"
}

# -------------------------------------------------------------------- stopping

# The living members of the process group $1 that are at home in $dir: what
# spawn started, and all that came of it. Both must hold, since the number may
# since have been given to another process. The fields of /proc/N/stat behind
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

# Ask the leader first: master and dovecot take their children with them.
stop_server() {
	[ -s "$dir/$1.pid" ] || return 0
	group=$(cat "$dir/$1.pid")
	if [ -n "$(members "$group")" ]; then
		kill -TERM "$group" 2>/dev/null || :
		wait_for 5 gone "$group" || :
	fi
	for pid in $(members "$group"); do
		say "$1: process $pid had to be killed"
		kill -KILL "$pid" 2>/dev/null || :
	done
	wait_for 5 gone "$group" || say "$1: processes of $group remain"
}

stop() {
	dir=$(cd "$1" 2>/dev/null && pwd -P) || return 0
	[ -e "$dir/$marker" ] || die "$dir was not made by servers.sh"
	# A second signal must not leave the work half done.
	trap '' HUP INT TERM
	stop_server postfix
	stop_server dovecot
	rm -rf "$dir"
}

# In the background, no child of the process $2, since whoever kills that may
# kill its children too.
watch() {
	while [ -e "$1/$marker" ] && alive "$2"; do
		sleep 1
	done
	stop "$1"
}

case ${1-}:$# in
start:[123]) shift; start "$@" ;;
stop:2) stop "$2" ;;
watch:3) watch "$2" "$3" ;;
*)
	say 'usage: servers.sh start [DIR [PID]] | servers.sh stop DIR'
	exit 2
	;;
esac
