#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trust.sh BIN: a server that cannot be trusted gets nothing.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants dovecot postfix
smtpd_submission
smtpd selfsigned smtpd_tls_security_level=may \
	smtpd_tls_chain_files="$dir/tls/selfsigned.pem"
smtpd selfsigned-smtps smtpd_tls_wrappermode=yes \
	smtpd_tls_chain_files="$dir/tls/selfsigned.pem"
start

# untrusted TITLE ARGUMENT...: the run must end when the server's certificate
# has been seen, with nothing given away.
untrusted() {
	begin "$1"
	shift
	smtp -s 127.0.0.1 "$@" -au "$login" -ap "$password" \
		-f "$login_address" -t "$user"
	exits 29
	step tls FAILED
	never_says '^ [-~]> (AUTH|MAIL)'
	no_auth
	no_mail
	end
}

untrusted 'self-signed, STARTTLS: no AUTH' \
	-p "$(port selfsigned)" -tls
untrusted 'self-signed, STARTTLS, with a CA that is not its: no AUTH' \
	-p "$(port selfsigned)" -tls --tls-ca-path "$ca"
untrusted 'self-signed, implicit TLS: no AUTH' \
	-p "$(port selfsigned-smtps)" -tlsc
untrusted 'an unknown CA, STARTTLS: no AUTH' \
	-p "$(port submission)" -tls
untrusted 'an unknown CA, implicit TLS: no AUTH' \
	-p "$(port smtps)" -tlsc
untrusted 'a certificate for another name, STARTTLS: no AUTH' \
	-p "$(port submission)" -tls --tls-ca-path "$ca" \
	--tls-verify-target mail.elsewhere.example

for way in -tls -tlsc; do
	case $way in
	-tls) port=$(port selfsigned) ;;
	-tlsc) port=$(port selfsigned-smtps) ;;
	esac
	begin "self-signed, $way, and -k: sent"
	make_message ''
	smtp -s 127.0.0.1 -p "$port" $way -k \
		-au "$login" -ap "$password" \
		-f "$login_address" -t "$user" -d "@$message"
	exits 0
	over_tls
	arrives_unharmed "$user"
	end
done

finish
