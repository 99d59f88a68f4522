#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cyrus.sh BIN: each mechanism of Cyrus SASL: the other server for these.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants postfix cyrus
start

for mechanism in PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM; do
	begin "$mechanism with Cyrus SASL"
	make_message ''
	smtp -s 127.0.0.1 -p "$(port cyrus)" -a "$mechanism" \
		-au "$login" -ap "$password" \
		-f "$login_address" -t "$user" -d "@$message"
	exits 0
	authenticated "$mechanism" "$login_address"
	arrives_unharmed "$user"
	end

	begin "$mechanism with Cyrus SASL: wrong password"
	smtp -s 127.0.0.1 -p "$(port cyrus)" -a "$mechanism" \
		-au "$login" -ap "$wrong" \
		-f "$login_address" -t "$user"
	exits 28
	step auth FAILED
	logged ' disconnect from .* auth=0/1 '
	no_mail
	end
done

finish
