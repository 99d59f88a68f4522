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
#	nointermediate  the same without bringing it; it says that it is to be
#			had at http://ca.test.example/intermediate.crt
#	intermediate    that authority
#	wrongorder      from an authority two below ca; its chain is upside
#			down, with ca in the middle
#	wildcard        *.test.example alone
#	ipsan           127.0.0.1 alone, no name
#	sha1            signed with SHA-1
#	ed25519         as good, with a key of that kind
#	kept            from an authority for test.example; mail.test.example
#	violated        the same, but for mail.other.example
#	nearly          its time was January to March 2025: 4 days are left on
#			2025-03-28
#	muststaple      it demands an OCSP staple
#	extra           good, with the certificate expired sent for nothing
#	byleaf          from good, which is no authority, and is sent along
#
# The authorities are valid from 2020 to 2049, so that a case may judge by
# another day.
#
# For some of them there is what TLSA records say, in hex: NAME.cert-sha256,
# NAME.cert-sha512 and NAME.cert of the first certificate, NAME.key-sha256 and
# so on of its public key.  Some have a NAME.pin, for --config: it pins the key,
# or in wrongname.pin the certificate.
#
# A second run with a complete DIR does nothing.
set -eu

[ $# -eq 1 ] || { echo "usage: make-ca.sh DIR" >&2; exit 64; }
dir=$1
[ -e "$dir/complete-4" ] && exit 0
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
age='activation_date = "2020-01-01 00:00:00"
expiration_date = "2049-12-31 00:00:00"'

# issue NAME ISSUER [OPTION...]: NAME's certificate from its template and key.
issue() {
	issue_name=$1 issue_by=$2
	shift 2
	quiet certtool --generate-certificate "$@" \
		--template "$work/$issue_name.tmpl" \
		--load-privkey "$work/$issue_name-key.pem" \
		--load-ca-certificate "$work/$issue_by.pem" \
		--load-ca-privkey "$work/$issue_by-key.pem" \
		--outfile "$work/$issue_name.pem"
}

key ca
template ca <<END
cn = "smtpcheck test root"
ca
cert_signing_key
crl_signing_key
$age
END
quiet certtool --generate-self-signed --template "$work/ca.tmpl" \
	--load-privkey "$work/ca-key.pem" --outfile "$work/ca.pem"

# authority NAME ISSUER: an authority below it; standard input adds.
authority() {
	key "$1"
	template "$1" <<END
cn = "smtpcheck test $1"
ca
cert_signing_key
$age
$(cat)
END
	issue "$1" "$2"
}

authority intermediate ca <<END
path_len = 0
END

# leaf NAME [ISSUER [OPTION...]]: standard input adds to the template.
leaf() {
	leaf_name=$1 leaf_by=${2-ca}
	[ $# -lt 2 ] || shift
	shift
	[ -e "$work/$leaf_name-key.pem" ] || key "$leaf_name"
	template "$leaf_name" <<END
$server
$(cat)
END
	issue "$leaf_name" "$leaf_by" "$@"
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
ca_issuers_uri = "http://ca.test.example/intermediate.crt"
$names
$years
END
cp "$work/nointermediate-key.pem" "$work/chain-key.pem"
cat "$work/nointermediate.pem" "$work/intermediate.pem" >"$work/chain.pem"

authority upper ca </dev/null
authority lower upper </dev/null
leaf wrongorder lower <<END
cn = "mail.test.example"
$names
$years
END
cat "$work/upper.pem" "$work/ca.pem" "$work/lower.pem" >>"$work/wrongorder.pem"

leaf wildcard <<END
cn = "any.test.example"
dns_name = "*.test.example"
$years
END
leaf ipsan <<END
cn = "a server without a name"
ip_address = "127.0.0.1"
$years
END
leaf sha1 ca --hash=SHA1 <<END
cn = "mail.test.example"
$names
$years
END
key ed25519 --key-type=ed25519
leaf ed25519 <<END
cn = "mail.test.example"
$names
$years
END

authority narrow ca <<END
nc_permit_dns = test.example
END
leaf kept narrow <<END
cn = "mail.test.example"
dns_name = "mail.test.example"
$years
END
leaf violated narrow <<END
cn = "mail.other.example"
dns_name = "mail.other.example"
$years
END
cat "$work/narrow.pem" >>"$work/kept.pem"
cat "$work/narrow.pem" >>"$work/violated.pem"

leaf nearly <<END
cn = "mail.test.example"
$names
activation_date = "2025-01-01 00:00:00"
expiration_date = "2025-04-01 00:00:00"
END
leaf muststaple <<END
cn = "mail.test.example"
tls_feature = 5
$names
$years
END
cp "$work/good-key.pem" "$work/extra-key.pem"
cat "$work/good.pem" "$work/expired.pem" >"$work/extra.pem"
leaf byleaf good <<END
cn = "mail.test.example"
$names
$years
END
cat "$work/good.pem" >>"$work/byleaf.pem"

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

# What a TLSA record says of each: NAME.cert-sha256 and its like.
for name in good wrongname expired selfsigned chain rsa intermediate ca; do
	quiet certtool --certificate-info --infile "$work/$name.pem" \
		--outder --outfile "$work/cert.der"
	quiet certtool --pubkey-info --load-privkey "$work/$name-key.pem" \
		--outder --outfile "$work/key.der"
	for what in cert key; do
		for bits in 256 512; do
			"sha${bits}sum" "$work/$what.der" | cut -d' ' -f1 \
				>"$work/$name.$what-sha$bits"
		done
		od -An -v -tx1 "$work/$what.der" | tr -d ' \n' \
			>"$work/$name.$what"
	done
done

# A configuration file that pins each: its key, or the certificate itself.
for name in selfsigned chain intermediate expired; do
	printf 'tls-pin sha256:%s\n' "$(cat "$work/$name.key-sha256")" \
		>"$work/$name.pin"
done
printf 'tls-pin sha256:%s\n' "$(cat "$work/wrongname.cert-sha256")" \
	>"$work/wrongname.pin"

chmod 644 "$work"/*.pem
mv -f "$work"/*.pem "$work"/*.cert* "$work"/*.key* "$work"/*.pin "$dir/"
: >"$dir/complete-4"
