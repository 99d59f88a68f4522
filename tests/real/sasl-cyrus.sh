#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sasl-cyrus.sh BIN: SCRAM with Cyrus SASL, and ANONYMOUS.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

long_password=$(printf '%0200d' 7 | tr 0 x)

# After cyrus: other mechanisms, and more users.
check_scram() {
	for plugin in libscram libanonymous; do
		has_file "/usr/lib/*/sasl2/$plugin.so" ||
			skip "Cyrus SASL lacks $plugin.so"
	done
	sed -i 's/^mech_list: .*/mech_list: SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-512 ANONYMOUS/' \
		"$dir/postfix/sasl/smtpd.conf"
	cyrus_user long "$long_password"
	cyrus_user utf8 "$address_password"
	printf '  -o %s\n' smtpd_sasl_security_options= \
		>>"$dir/postfix/smtpd/cyrus"
}

cyrus_user() {
	printf '%s' "$2" | saslpasswd2 -p -c \
		-f "$dir/postfix/sasl/sasldb2" -u "$domain" "$1"
}

cyrus() {
	smtp -s 127.0.0.1 -p "$(port cyrus)" -tls --tls-ca-path "$ca" \
		-f "$login_address" -t "$user" "$@"
}

wants postfix cyrus scram
start

for mechanism in SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-512; do
	begin "$mechanism with Cyrus SASL"
	make_message ''
	cyrus -a "$mechanism" -au "$login" -ap "$password" -d "@$message"
	exits 0
	authenticated "$mechanism" "$login_address"
	arrives_unharmed "$user"
	end

	begin "$mechanism with Cyrus SASL: a password in UTF-8"
	cyrus -a "$mechanism" -au utf8 -ap "$address_password" -q auth
	exits 0
	step auth ok
	end

	begin "$mechanism with Cyrus SASL: a password of 200 characters"
	cyrus -a "$mechanism" -au long -ap "$long_password" -q auth
	exits 0
	step auth ok
	end

	begin "$mechanism with Cyrus SASL: for the same user, by name"
	cyrus -a "$mechanism" -au "$login" -ap "$password" \
		--auth-id "$login_address" -q auth
	exits 0
	step auth 'ok .*, for'
	end

	begin "$mechanism with Cyrus SASL: wrong password"
	cyrus -a "$mechanism" -au "$login" -ap "$wrong"
	exits 28
	step auth FAILED
	no_mail
	end
done

begin 'by itself it is the strongest: SCRAM-SHA-512'
cyrus -au "$login" -ap "$password" -q auth
exits 0
step auth 'ok .*SCRAM-SHA-512'
end

begin 'ANONYMOUS with Cyrus SASL'
cyrus -a ANONYMOUS -q auth
exits 0
step auth 'ok .*ANONYMOUS:'
end

finish
