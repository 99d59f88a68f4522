#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# refusals.sh BIN: what a server refuses, and when.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants dovecot postfix
smtpd_submission
start

begin 'recipient refused: no such user'
as_fred STARTTLS -f "$login_address" -t "nobody@$domain"
exits 24
says '^<~[*] 550 5\.1\.1 '
step rcpt FAILED
logged ' disconnect from .* rcpt=0/1 '
never_logged ' disconnect from .* data='
end

begin 'recipient refused: relay denied'
as_fred 'implicit TLS' -f "$login_address" -t someone@elsewhere.example
exits 24
says '^<~[*] 554 5\.7\.1 .*Relay access denied'
step rcpt FAILED
logged ' disconnect from .* rcpt=0/1 '
never_logged ' disconnect from .* data='
end

begin 'one recipient of two refused: the other gets it'
make_message ''
as_fred STARTTLS -f "$login_address" -t "nobody@$domain,$user" \
	-d "@$message"
exits 0
says '^<~[*] 550 5\.1\.1 '
logged ' disconnect from .* rcpt=1/2 '
arrives_unharmed "$user"
end

begin 'two recipients: both get it'
make_message ''
as_fred STARTTLS -f "$login_address" -t "$user,$login_address" \
	-d "@$message"
exits 0
arrives_unharmed "$user"
arrives_unharmed "$login_address"
end

begin 'sender refused at RCPT: the address of somebody else'
as_fred STARTTLS -f "boss@$domain" -t "$user"
exits 24
says '^<~[*] 553 5\.7\.1 '
step rcpt FAILED
end

begin 'sender refused at MAIL: the address of somebody else'
as_fred 'implicit TLS' -f "boss@$domain" -t "$user"
exits 23
says '^<~[*] 553 5\.7\.1 '
step mail FAILED
logged ' disconnect from .* mail=0/1 '
end

begin 'authentication required, said at RCPT'
via STARTTLS -f "$login_address" -t "$user"
exits 24
says '^<~[*] 530 5\.7\.0 .*Authentication required'
step rcpt FAILED
no_auth
end

begin 'authentication required, said at MAIL'
via 'implicit TLS' -f "$login_address" -t "$user"
exits 23
says '^<~[*] 530 5\.7\.0 .*Authentication required'
step mail FAILED
no_auth
end

begin 'STARTTLS required, said at MAIL'
smtp -s 127.0.0.1 -p "$(port submission)" -f "$login_address" -t "$user"
exits 23
says '^<[*][*] 530 5\.7\.0 .*STARTTLS'
step mail FAILED
end

begin 'AUTH is not offered before STARTTLS: no password is sent'
smtp -s 127.0.0.1 -p "$(port submission)" -au "$login" \
	-ap "$password" -f "$login_address" -t "$user"
exits 28
step auth FAILED
no_auth
no_mail
end

finish
