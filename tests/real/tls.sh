#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tls.sh BIN: several certificates by server name (SNI), servers that know no
# new TLS, and those that ask the client for a certificate.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants postfix exim
one=one.$domain two=two.$domain other=other.$domain

# A map's value is a file with key and certificate, read before smtpd drops its
# rights.
smtpd sni smtpd_tls_security_level=may \
	"{tls_server_sni_maps=inline:{ { $one = $dir/tls/one.pem } { $two = $dir/tls/two.pem } }}"
smtpd old smtpd_tls_security_level=may '{smtpd_tls_protocols=<=TLSv1.2}'
smtpd new smtpd_tls_security_level=may '{smtpd_tls_protocols=>=TLSv1.3}'

# Whoever has a certificate may send, as others do that log in.
by_certificate='{smtpd_recipient_restrictions=permit_tls_all_clientcerts, check_client_access static:{530 5.7.0 Authentication required}}'
smtpd asks smtpd_tls_security_level=may smtpd_tls_ask_ccert=yes \
	smtpd_tls_CAfile="$dir/tls/ca.crt" "$by_certificate"
smtpd wants smtpd_tls_security_level=encrypt smtpd_tls_req_ccert=yes \
	smtpd_tls_CAfile="$dir/tls/ca.crt" "$by_certificate"
smtpd wants-smtps smtpd_tls_wrappermode=yes smtpd_tls_req_ccert=yes \
	smtpd_tls_CAfile="$dir/tls/ca.crt" "$by_certificate"

exim exim-sni <<-END
tls_certificate = \${if eq{\$tls_in_sni}{$one}{$dir/tls/one.crt}\
  {\${if eq{\$tls_in_sni}{$two}{$dir/tls/two.crt}{$dir/tls/good.crt}}}}
tls_privatekey = \${if eq{\$tls_in_sni}{$one}{$dir/tls/one.key}\
  {\${if eq{\$tls_in_sni}{$two}{$dir/tls/two.key}{$dir/tls/good.key}}}}
acl_smtp_helo = greeting
begin acl
greeting:
  accept logwrite = names the server [\$tls_in_sni]
END
exim exim-wants <<-END
tls_verify_certificates = $dir/tls/ca.crt
tls_verify_hosts = *
END

authority ca
issue one ca "DNS:$one"
issue two ca "DNS:$two"
# One kind of key is left to test with: the others' are on a curve.
openssl_quietly genrsa -out "$dir/tls/client.key" 2048
issue client ca "email:$login_address"
issue past ca "email:$login_address" -days -1
self_signed nobody "email:$login_address"
start

# as CERTIFICATE ARGUMENT...: with a client certificate, or "none".
as() {
	certificate=$1
	shift
	[ "$certificate" = none ] ||
		set -- --tls-cert "$dir/tls/$certificate.crt" \
			--tls-key "$dir/tls/$certificate.key" "$@"
	smtp -s 127.0.0.1 --tls-ca-path "$ca" -f "$login_address" \
		-t "$user" "$@"
}

# peer NAME: the certificate that the server sent is NAME's.
peer() {
	says "^=== TLS peer\\[0\\] +subject=\\[/CN=$1\\]"
}

# Of the client's certificate, before there was a connection, and in the report.
warned_before() {
	says '^  warn the client certificate .* expired '
	awk '/^[*][*][*] the client certificate .* expired / { told = 1 }
		/^=== Trying / { exit }
		END { exit !told }' "$work/output" ||
		bad 'no warning comes before the connection'
}

# ------------------------------------------------------------------------- SNI

judged_by_sni() {
	case $1 in
	sni) judged_by "$dir/log/mail.log" ' disconnect from ' ;;
	*) judged_by_exim "$1" ;;
	esac
}

for server in sni exim-sni; do
	judged_by_sni $server
	for host in one two; do
		begin "$server: the certificate of $host for who asks for it"
		as none -p "$(port $server)" -tls -q helo \
			--tls-verify-target "$host.$domain" --tls-facts
		exits 0
		step tls ok
		peer $host
		says "^  sni +$host.$domain\$"
		[ $server = sni ] || logged "names the server \\[$host.$domain\\]"
		end
	done

	begin "$server: the certificate of all others, for the host's name"
	as none -s localhost -4 -p "$(port $server)" -tls -q helo
	exits 0
	peer good
	[ $server = sni ] || logged 'names the server \[localhost\]'
	end

	begin "$server: no name is sent for an address"
	as none -p "$(port $server)" -tls -q helo --tls-facts
	exits 0
	peer good
	says '^  sni +none'
	[ $server = sni ] || logged 'names the server \[\]'
	end

	begin "$server: a name that it does not have"
	as none -p "$(port $server)" -tls --tls-verify-target "$other"
	exits 29
	step tls FAILED
	says 'NOT verified: hostname mismatch \(wanted'
	says "^ +$other\\)"
	says 'DNS:localhost'
	never_says '^ [-~]> MAIL'
	end

	begin "$server: another name sent than the one that is wanted"
	as none -p "$(port $server)" -tls --tls-verify-target "$one" \
		--tls-sni "$two"
	exits 29
	step tls FAILED
	says 'NOT verified: hostname mismatch \(wanted'
	says "^ +$one\\)"
	says "DNS:$two"
	never_says '^ [-~]> MAIL'
	end
done

# -------------------------------------------------------------------- versions

judged_by "$dir/log/mail.log" ' disconnect from '

for words in 'old 1.2' 'new 1.3'; do
	# shellcheck disable=SC2086  # words
	set -- $words
	begin "Postfix that speaks TLS $2 alone"
	as none -p "$(port "$1")" -tls -q helo
	exits 0
	step tls ok
	says "^=== TLS started with cipher TLSv$2:"
	logged "TLS connection established from .*: TLSv$2 with cipher"
	end
done

for words in 'old 1.3' 'new 1.2'; do
	# shellcheck disable=SC2086  # words
	set -- $words
	begin "Postfix without the TLS $2 that is asked for"
	as none -p "$(port "$1")" -tls \
		--tls-protocol "$(echo "tlsv$2" | tr . _)"
	exits 29
	step tls FAILED
	says '^  try '
	no_mail
	end
done

# --------------------------------------------------------- client certificates

for version in 1_2 1_3; do
	begin "Postfix asks, TLS $version: a certificate is sent, and lets in"
	make_message ''
	as client -p "$(port asks)" -tls --tls-protocol "tlsv$version" \
		-d "@$message"
	exits 0
	says '^=== TLS client certificate requested and sent'
	logged 'Trusted TLS connection established from '
	arrives_unharmed "$user"
	end

	begin "Postfix asks, TLS $version: there is none to send"
	as none -p "$(port asks)" -tls --tls-protocol "tlsv$version"
	exits 24
	step tls ok
	says '^=== TLS client certificate requested and not sent'
	logged 'Anonymous TLS connection established from '
	end

	begin "Postfix asks, TLS $version: one that nobody vouches for"
	as nobody -p "$(port asks)" -tls --tls-protocol "tlsv$version"
	exits 24
	step tls ok
	logged 'Untrusted TLS connection established from '
	end
done

# refused WORDS: it was told why, and no mail went out.
refused() {
	says "^FAIL at .*: the server $1 *\$"
	never_says '^ [-~]> MAIL'
}

# Postfix says so in a reply, once the handshake is done.
for words in 'wants -tls 32' 'wants-smtps -tlsc 21'; do
	for version in 1_2 1_3; do
		# shellcheck disable=SC2086  # words
		set -- $words
		begin "Postfix wants one, $2, TLS $version: there is none"
		as none -p "$(port "$1")" "$2" --tls-protocol "tlsv$version"
		exits "$3"
		refused 'wants a client certificate.'
		says '^  try  --tls-cert '
		no_mail
		end

		begin "Postfix wants one, $2, TLS $version: not this one"
		as nobody -p "$(port "$1")" "$2" --tls-protocol "tlsv$version"
		exits "$3"
		refused 'refused the client certificate.'
		no_mail
		end

		begin "Postfix wants one, $2, TLS $version: it gets it"
		make_message ''
		as client -p "$(port "$1")" "$2" \
			--tls-protocol "tlsv$version" -d "@$message"
		exits 0
		step tls ok
		arrives_unharmed "$user"
		end

		begin "Postfix wants one, $2, TLS $version: it has expired"
		as past -p "$(port "$1")" "$2" --tls-protocol "tlsv$version"
		exits "$3"
		warned_before
		refused 'refused the client certificate.'
		no_mail
		end
	done
done

# Exim by an alert: in the handshake, or under TLS 1.3 behind it, when EHLO is
# on its way already.  It is the tls step's failure all the same.
judged_by_exim exim-wants
for version in 1_2 1_3; do
	for certificate in none nobody past; do
		begin "Exim wants one, TLS $version: $certificate"
		as $certificate -p "$(port exim-wants)" -tls \
			--tls-protocol "tlsv$version"
		exits 29
		step tls FAILED
		never_says '^ehlo +FAILED'
		case $certificate in
		none) refused 'wants a client certificate.' ;;
		*) refused 'refused the client certificate.' ;;
		esac
		[ "$certificate" != past ] || warned_before
		logged 'TLS error on connection from '
		end
	done

	begin "Exim wants one, TLS $version: it gets it"
	make_message ''
	as client -p "$(port exim-wants)" -tls \
		--tls-protocol "tlsv$version" -d "@$message"
	exits 0
	step tls ok
	logged ' <= .* CV=yes '
	arrives_unharmed "$user"
	end
done

finish
