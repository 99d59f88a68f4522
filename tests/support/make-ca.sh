#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make-ca.sh DIR: makes a certificate authority for tests, and under it the
# certificates that tests name.  Each NAME.pem has its key in NAME-key.pem.
#
#	ca              the root; trust this one
#	good            localhost, mail.test.example, 127.0.0.1, ::1; 2 years
#	selfsigned      the same names, signed by itself
#	wrongname       good, but for other.test.example alone
#	expired         its time was January 2020
#	notyet          its time begins in 2090
#	cnonly          its name in the subject only, no subjectAltName
#	weakkey         RSA of 1024 bits
#	rsa             as good, with an RSA key of 2048 bits
#	chain           from an intermediate authority, which it brings along
#	nointermediate  the same without bringing it
#	intermediate    that authority
#
# A second run with a complete DIR does nothing.
set -eu

[ $# -eq 1 ] || { echo "usage: make-ca.sh DIR" >&2; exit 64; }
dir=$1
[ -e "$dir/complete" ] && exit 0
command -v certtool >/dev/null || {
	echo "make-ca.sh: certtool is missing (Debian: gnutls-bin)" >&2
	exit 69
}
mkdir -p "$dir"
work=$(mktemp -d "$dir/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT

# quiet COMMAND...: shows what it said only when it failed.
quiet() {
	"$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; exit 1; }
}

# key NAME [KIND ARGUMENTS]: a private key, elliptic unless told otherwise.
key() {
	name=$1
	shift
	[ $# -gt 0 ] || set -- --key-type=ecdsa --curve=secp256r1
	quiet certtool --generate-privkey "$@" \
		--outfile "$work/$name-key.pem"
}

# template NAME: standard input, with what a server's certificate has.
template() {
	{
		printf 'organization = "smtpcheck tests"\n'
		cat
	} >"$work/$1.tmpl"
}

server='signing_key
encryption_key
tls_www_server'
names='dns_name = "localhost"
dns_name = "mail.test.example"
ip_address = "127.0.0.1"
ip_address = "::1"'
years='expiration_days = 730'

# issue NAME ISSUER: NAME's certificate from its template and key.
issue() {
	quiet certtool --generate-certificate --template "$work/$1.tmpl" \
		--load-privkey "$work/$1-key.pem" \
		--load-ca-certificate "$work/$2.pem" \
		--load-ca-privkey "$work/$2-key.pem" \
		--outfile "$work/$1.pem"
}

key ca
template ca <<END
cn = "smtpcheck test root"
ca
cert_signing_key
crl_signing_key
expiration_days = 3650
END
quiet certtool --generate-self-signed --template "$work/ca.tmpl" \
	--load-privkey "$work/ca-key.pem" --outfile "$work/ca.pem"

key intermediate
template intermediate <<END
cn = "smtpcheck test intermediate"
ca
path_len = 0
cert_signing_key
expiration_days = 3650
END
issue intermediate ca

# leaf NAME [ISSUER]: standard input adds to the template.
leaf() {
	[ -e "$work/$1-key.pem" ] || key "$1"
	template "$1" <<END
$server
$(cat)
END
	issue "$1" "${2-ca}"
}

leaf good <<END
cn = "mail.test.example"
$names
$years
END
leaf wrongname <<END
cn = "other.test.example"
dns_name = "other.test.example"
$years
END
leaf expired <<END
cn = "mail.test.example"
$names
activation_date = "2020-01-01 00:00:00"
expiration_date = "2020-02-01 00:00:00"
END
leaf notyet <<END
cn = "mail.test.example"
$names
activation_date = "2090-01-01 00:00:00"
expiration_date = "2091-01-01 00:00:00"
END
leaf cnonly <<END
cn = "mail.test.example"
$years
END
key weakkey --key-type=rsa --bits=1024
leaf weakkey <<END
cn = "mail.test.example"
$names
$years
END
key rsa --key-type=rsa --bits=2048
leaf rsa <<END
cn = "mail.test.example"
$names
$years
END
leaf nointermediate intermediate <<END
cn = "mail.test.example"
$names
$years
END
cp "$work/nointermediate-key.pem" "$work/chain-key.pem"
cat "$work/nointermediate.pem" "$work/intermediate.pem" >"$work/chain.pem"

key selfsigned
template selfsigned <<END
cn = "mail.test.example"
$server
$names
$years
END
quiet certtool --generate-self-signed --template "$work/selfsigned.tmpl" \
	--load-privkey "$work/selfsigned-key.pem" \
	--outfile "$work/selfsigned.pem"

chmod 644 "$work"/*.pem
mv -f "$work"/*.pem "$dir/"
: >"$dir/complete"
