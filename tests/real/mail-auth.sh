#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mail-auth.sh BIN: MAIL's AUTH= (RFC 4954, section 5).

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants dovecot postfix
smtpd_submission
start

# Postfix logs the parameter as it came.
begin 'MAIL AUTH=: the user name, where it is a mailbox'
via STARTTLS -au "$login_address" -ap "$address_password" \
	-f "$user" -t "$user"
exits 0
mail_auth "$login_address"
logged "sasl_sender=$login_address"
end

begin 'MAIL AUTH=: else the sender, as xtext'
as_fred STARTTLS -f "fred+a=b@$domain" -t "$user"
exits 0
mail_auth "fred\\+2Ba\\+3Db@$domain"
logged "sasl_sender=fred\\+2Ba\\+3Db@$domain"
end

begin 'MAIL AUTH=: the address that was asked for'
as_fred STARTTLS -f "$login_address" -t "$user" --mail-auth "$user"
exits 0
mail_auth "$user"
logged "sasl_sender=$user"
end

begin 'MAIL AUTH=<>'
as_fred STARTTLS -f "$login_address" -t "$user" --mail-auth '<>'
exits 0
mail_auth '<>'
end

begin 'MAIL AUTH= left out'
as_fred STARTTLS -f "$login_address" -t "$user" --no-mail-auth
exits 0
says "^ ~> MAIL FROM:<$login_address>"
never_says 'MAIL FROM:.* AUTH='
never_logged 'sasl_sender='
end

begin 'MAIL AUTH= is not sent without AUTH'
via 'no TLS' -f "$login_address" -t "$user"
exits 24
never_says 'MAIL FROM:.* AUTH='
end

finish
