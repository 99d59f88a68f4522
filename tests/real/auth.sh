#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# auth.sh BIN: each mechanism with Dovecot, by whatever way.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants dovecot postfix
smtpd_submission
start

for way in STARTTLS 'implicit TLS' 'no TLS'; do
	for mechanism in PLAIN LOGIN CRAM-MD5 DIGEST-MD5; do
		begin "$mechanism over $way: arrives byte for byte"
		make_message ''
		as_fred "$way" -a "$mechanism" -f "$login_address" \
			-t "$user" -d "@$message"
		exits 0
		[ "$way" = 'no TLS' ] || over_tls
		authenticated "$mechanism" "$login"
		mail_auth "$login_address"
		arrives_unharmed "$user"
		end

		begin "$mechanism over $way: an address, a password in UTF-8"
		make_message ''
		via "$way" -a "$mechanism" -au "$login_address" \
			-ap "$address_password" -f "$user" -t "$user" \
			-d "@$message"
		exits 0
		authenticated "$mechanism" "$login_address"
		arrives_unharmed "$user"
		end

		begin "$mechanism over $way: wrong password"
		via "$way" -a "$mechanism" -au "$login" -ap "$wrong" \
			-f "$login_address" -t "$user"
		exits 28
		says '^<[~*][*] 535 '
		step auth FAILED
		logged ' disconnect from .* auth=0/1 '
		no_mail
		end
	done
done

begin 'no mechanism is asked for: one of those offered is found'
make_message ''
as_fred 'implicit TLS' -f "$login_address" -t "$user" -d "@$message"
exits 0
logged "sasl_username=$login"
arrives_unharmed "$user"
end

begin 'no mechanism is asked for: wrong password'
via STARTTLS -au "$login" -ap "$wrong" -f "$login_address" -t "$user"
exits 28
step auth FAILED
logged ' disconnect from .* auth=0/[1-9]'
no_mail
end

finish
