#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# certs.sh: sourced.  Certificates in $dir/tls.  Each NAME has NAME.key,
# NAME.crt, and both in one as NAME.pem, which is what smtpd_tls_chain_files
# wants.  Keys on a curve, because making one takes no time.
#
# shellcheck disable=SC2034,SC2154	# topic.sh and its parts share these

loopback='DNS:localhost, IP:127.0.0.1, IP:::1'

# What each topic has: $ca is what a client is to trust, good is issued by it,
# and selfsigned vouches for itself.
make_certificates() {
	ca=$dir/tls/ca.crt
	[ -e "$ca" ] || authority ca
	issue good ca "$loopback"
	self_signed selfsigned "$loopback"
}

openssl_quietly() {
	OPENSSL_CONF=/dev/null openssl "$@" >"$dir/log/openssl" 2>&1 || {
		cat "$dir/log/openssl" >&2
		die "openssl $1 fails"
	}
}

# finish_pair NAME: as servers want it, readable by who they run as.
finish_pair() {
	cat "$dir/tls/$1.key" "$dir/tls/$1.crt" >"$dir/tls/$1.pem"
	chmod 600 "$dir/tls/$1.key" "$dir/tls/$1.pem"
	! is_root || chown nobody "$dir/tls/$1."*
}

make_key() {
	openssl_quietly ecparam -name prime256v1 -genkey -noout \
		-out "$dir/tls/$1.key"
}

# authority NAME: a CA of its own.
authority() {
	make_key "$1"
	printf '%s\n' '[req]' 'distinguished_name = dn' '[dn]' '[v3]' \
		'basicConstraints = critical, CA:TRUE' \
		'keyUsage = critical, keyCertSign, cRLSign' \
		'subjectKeyIdentifier = hash' >"$dir/tls/$1.cnf"
	openssl_quietly req -config "$dir/tls/$1.cnf" -x509 -new \
		-key "$dir/tls/$1.key" -days 30 -extensions v3 \
		-subj "/CN=smtpcheck test $1" -out "$dir/tls/$1.crt"
	finish_pair "$1"
}

# leaf NAME SAN: what is asked for in a certificate that is no CA's.
leaf() {
	make_key "$1"
	printf '%s\n' '[req]' 'distinguished_name = dn' '[dn]' '[v3]' \
		'basicConstraints = critical, CA:FALSE' \
		'keyUsage = critical, digitalSignature' \
		'extendedKeyUsage = serverAuth, clientAuth' \
		"subjectAltName = $2" \
		'subjectKeyIdentifier = hash' >"$dir/tls/$1.cnf"
}

# issue NAME CA SAN [OPTION...]: by the CA, with the names that SAN says as
# OpenSSL has it, and the options of `openssl x509 -req` (-days 1).
issue() {
	leaf "$1" "$3"
	issued=$1 issuer=$2
	shift 3
	openssl_quietly req -config "$dir/tls/$issued.cnf" -new \
		-key "$dir/tls/$issued.key" -subj "/CN=$issued" \
		-out "$dir/tls/$issued.csr"
	openssl_quietly x509 -req -in "$dir/tls/$issued.csr" \
		-CA "$dir/tls/$issuer.crt" -CAkey "$dir/tls/$issuer.key" \
		-CAcreateserial -days 30 -extfile "$dir/tls/$issued.cnf" \
		-extensions v3 -out "$dir/tls/$issued.crt" "$@"
	finish_pair "$issued"
}

# self_signed NAME SAN
self_signed() {
	leaf "$1" "$2"
	openssl_quietly req -config "$dir/tls/$1.cnf" -x509 -new \
		-key "$dir/tls/$1.key" -days 30 -extensions v3 \
		-subj "/CN=$1" -out "$dir/tls/$1.crt"
	finish_pair "$1"
}
