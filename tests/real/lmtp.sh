#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lmtp.sh BIN: LMTP (RFC 2033) with Dovecot: a reply for each recipient when the
# message has ended, through TCP and a UNIX socket.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants dovecot lmtp
full=full@$domain
dovecot_user "$user" x
dovecot_user "$full" x 'userdb_quota_rule=*:bytes=10'
start

# lmtp WAY ARGUMENT...
lmtp() {
	way=$1
	shift
	case $way in
	TCP) smtp -s 127.0.0.1 -p "$(port lmtp)" --protocol LMTP "$@" ;;
	STARTTLS) smtp -s 127.0.0.1 -p "$(port lmtp)" --protocol LMTPS \
		--tls-ca-path "$ca" "$@" ;;
	socket) smtp --socket "$lmtp_socket" --protocol LMTP "$@" ;;
	esac
}

for way in TCP STARTTLS socket; do
	begin "LMTP, $way: arrives byte for byte, at each recipient"
	make_message ''
	lmtp "$way" -f "$login_address" -t "$user,$login_address" \
		-d "@$message"
	exits 0
	says '^ [-~]> LHLO '
	says "^message +ok .*$user: 250 2\\.0\\.0"
	says "^message +ok .*$login_address: 250 2\\.0\\.0"
	logged "lmtp\\($user\\).*saved mail"
	arrives_unharmed "$user"
	arrives_unharmed "$login_address"
	end

	begin "LMTP, $way: one recipient refused at RCPT"
	make_message ''
	lmtp "$way" -f "$login_address" -t "nobody@$domain,$user" \
		-d "@$message"
	exits 0
	says '^<[~*][*] 550 5\.1\.1 '
	says "^message +ok .*$user: 250 2\\.0\\.0"
	never_says '^message .*nobody@'
	arrives_unharmed "$user"
	end

	begin "LMTP, $way: one recipient over quota when the message has ended"
	make_message ''
	lmtp "$way" -f "$login_address" -t "$full,$user" -d "@$message"
	exits 0
	says '^<[~*][*] 552 5\.2\.2 .*Quota exceeded'
	says "^message +FAILED .*$full: 552 5\\.2\\.2"
	says "^message +ok .*$user: 250 2\\.0\\.0"
	arrives_unharmed "$user"
	end

	begin "LMTP, $way: the same, all commands at once"
	make_message ''
	lmtp "$way" --pipeline -f "$login_address" \
		-t "nobody@$domain,$user,$full" -d "@$message"
	exits 0
	says "^message +FAILED .*$full: 552 5\\.2\\.2"
	says "^message +ok .*$user: 250 2\\.0\\.0"
	arrives_unharmed "$user"
	end

	begin "LMTP, $way: every recipient over quota"
	lmtp "$way" -f "$login_address" -t "$full"
	exits 26
	says "^message +FAILED .*$full: 552 5\\.2\\.2"
	end

	begin "LMTP, $way: every recipient refused"
	lmtp "$way" -f "$login_address" -t "nobody@$domain"
	exits 24
	step rcpt FAILED
	never_says '^ [-~]> DATA'
	end
done

finish
