#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# delivery.sh BIN: mail arrives byte for byte, by whatever way.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants dovecot postfix
smtpd_submission
start

begin 'the command of the manual: -s -p -tls -au -ap -t'
before=$(find "$(mailbox "$user")" -type f 2>/dev/null | wc -l)
smtp -s 127.0.0.1 -p "$(port submission)" -tls -au "$login" \
	-ap "$password" -t "$user" --tls-ca-path "$ca"
exits 0
over_tls
logged "sasl_username=$login"
never_says '^[a-z]+ +FAILED'
step auth ok
[ "$before" -eq 0 ] || bad 'this must be the first test'
if arrives "$user" "To: $user"; then
	in_transcript >"$work/expected"
	grep -q '^Subject: test ' "$work/expected" ||
		bad 'the transcript lacks the message'
	unharmed "$work/expected"
fi
end

begin 'a message ending in empty lines'
make_message 'end\n\n\n\n'
as_fred STARTTLS -f "$login_address" -t "$user" -d "@$message"
exits 0
arrives_unharmed "$user"
end

begin 'a message whose last line is a dot and blanks'
make_message 'end\n.\n. '
as_fred STARTTLS -f "$login_address" -t "$user" -d "@$message"
exits 0
arrives_unharmed "$user"
end

if [ "$ipv6" = yes ]; then
	begin 'over IPv6'
	make_message ''
	smtp -s ::1 -p "$(port submission)" -tls --tls-ca-path "$ca" \
		-au "$login" -ap "$password" \
		-f "$login_address" -t "$user" -d "@$message"
	exits 0
	logged 'client=.*\[::1\]'
	arrives_unharmed "$user"
	end
fi

begin 'by name: localhost'
make_message ''
smtp -s localhost -p "$(port submission)" -tls --tls-ca-path "$ca" \
	-au "$login" -ap "$password" \
	-f "$login_address" -t "$user" -d "@$message"
exits 0
arrives_unharmed "$user"
end

finish
