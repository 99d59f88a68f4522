#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lmtp-sink.sh BIN: LMTP with what Postfix has of an LMTP server: smtp-sink -L,
# which its makers test their client with.  It takes all and keeps nothing.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants sink
start

for way in TCP socket; do
	case $way in
	TCP) set -- -s 127.0.0.1 -p "$(port sink)"
		judged_by "$dir/log/sink.out" ': QUIT$' ;;
	socket) set -- --socket "$sink_socket"
		judged_by "$dir/log/sink-socket.out" ': QUIT$' ;;
	esac
	for pipeline in '' --pipeline; do
		begin "LMTP with smtp-sink, $way $pipeline"
		make_message ''
		# shellcheck disable=SC2086  # an option, or none
		smtp "$@" --protocol LMTP -f "$login_address" \
			-t "$user,$login_address" -d "@$message" $pipeline
		exits 0
		says "^message +ok .*$user: 2"
		says "^message +ok .*$login_address: 2"
		step quit ok
		end
	done
done

finish
