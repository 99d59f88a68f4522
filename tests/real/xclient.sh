#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# xclient.sh BIN: XCLIENT: another client's place with Postfix.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants postfix
smtpd clear smtpd_tls_security_level=may
smtpd xclient smtpd_tls_security_level=may \
	smtpd_authorized_xclient_hosts='127.0.0.0/8,[::1]'
start

# as_client PORT OPTION...: up to MAIL, which is where Postfix has told the log
# whom it takes the client for.
as_client() {
	port=$1
	shift
	smtp -s 127.0.0.1 -p "$port" --tls-ca-path "$ca" \
		--helo client.example -f "$login_address" -q mail "$@"
}

for options in '' '-tls' '-tls --xclient-before-starttls'; do
	begin "XCLIENT $options: the server takes the other's place for its own"
	# shellcheck disable=SC2086  # words
	as_client "$(port xclient)" --xclient-addr 192.0.2.77 \
		--xclient-name other.example --xclient-helo helo.example \
		--xclient-login fred --xclient-proto ESMTP --xclient-port 4242 \
		--xclient-destaddr 192.0.2.1 --xclient-destport 25 $options
	exits 0
	step xclient ok
	logged ' disconnect from other.example\[192.0.2.77\]'
	end
done

# The address comes last: what it changes to is not trusted with another.
begin 'XCLIENT: one command after the other, IPv6, what is not known'
as_client "$(port xclient)" --xclient 'PROTO=SMTP HELO=raw.example' \
	--xclient-name '[UNAVAILABLE]' --xclient-delim \
	--xclient-addr IPV6:2001:db8::77
exits 0
says '^ -> XCLIENT PROTO=SMTP HELO=raw.example$'
logged ' disconnect from unknown\[2001:db8::77\]'
end

begin 'XCLIENT: a value that the server does not understand'
as_client "$(port xclient)" --xclient-addr nonsense
exits 33
says '^<\*\* 501 5.5.4 Bad ADDR syntax'
step xclient FAILED
no_mail
end

begin 'XCLIENT: a server that does not trust this host'
as_client "$(port clear)" --xclient-addr 192.0.2.77
exits 33
says '^\*\*\* Host did not advertise XCLIENT$'
no_mail
end

begin 'XCLIENT: the same, optional'
as_client "$(port clear)" --xclient-addr 192.0.2.77 --xclient-optional
exits 0
step xclient skipped
logged ' disconnect from unknown\[127.0.0.1\]'
end

finish
