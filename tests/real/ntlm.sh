#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ntlm.sh BIN: NTLM with Samba's server, behind Dovecot and Postfix.  It names
# its target, and is answered with NTLMv2 ([MS-NLMP] 3.3.2).  Cyrus SASL and
# Exim, which name none, are in cyrus.sh and exim.sh.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants dovecot postfix samba
smtpd_submission
start

# The answer to the challenge has 24 bytes in version 1, more in version 2; how
# many, stands in the message at byte 20, the lower byte first.
version_2() {
	sed -n 's/^ [-~]> \(TlRMTVNTUAADAAAA[A-Za-z0-9+/]*\).*/\1/p' \
		"$work/output" | head -c 32 | base64 -d |
		od -An -j20 -N2 -tu1 >"$work/length"
	read -r low high <"$work/length"
	[ $((${low:-0} + 256 * ${high:-0})) -gt 24 ] ||
		bad 'the answer is not of version 2'
}

for way in STARTTLS 'no TLS'; do
	# Dovecot's name for DOMAIN\user is user@domain: without one of its
	# own, the client is in that which the server names.
	begin "NTLM with Samba over $way"
	make_message ''
	as_fred "$way" -a NTLM -f "$login_address" -t "$user" -d "@$message"
	exits 0
	authenticated NTLM "$login@mail"
	version_2
	arrives_unharmed "$user"
	end

	begin "NTLM with Samba over $way, in a domain"
	make_message ''
	as_fred "$way" -a NTLM --auth-extra domain=TEST -f "$login_address" \
		-t "$user" -d "@$message"
	exits 0
	authenticated NTLM "$login@test"
	version_2
	arrives_unharmed "$user"
	end

	begin "NTLM with Samba over $way: wrong password"
	via "$way" -a NTLM -au "$login" -ap "$wrong" -f "$login_address" \
		-t "$user"
	exits 28
	step auth FAILED
	logged ' disconnect from .* auth=0/1 '
	no_mail
	end
done

finish
