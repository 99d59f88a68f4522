#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pkcs11.sh BIN: a client certificate whose key never leaves its token, here
# SoftHSM's, and a server that wants one: openssl s_server.  A token of its own in a
# directory of its own is made; no other is touched.

set -eu
LC_ALL=C
export LC_ALL

bin=${1:?"usage: pkcs11.sh BIN"}

skip() {
	echo "SKIP: $1"
	exit 77
}

for tool in softhsm2-util p11tool certtool openssl; do
	command -v "$tool" >/dev/null ||
		skip "there is no $tool (Debian: softhsm2, gnutls-bin, openssl)"
done

dir=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null || :; rm -rf "$dir"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

SOFTHSM2_CONF=$dir/softhsm2.conf
GNUTLS_PIN=4711
HOME=$dir
export SOFTHSM2_CONF GNUTLS_PIN HOME
mkdir "$dir/tokens"
printf 'directories.tokendir = %s/tokens\nlog.level = ERROR\n' "$dir" \
	>"$SOFTHSM2_CONF"

quiet() {
	"$@" >"$dir/said" 2>&1 || {
		cat "$dir/said" >&2
		exit 1
	}
}

# The certificates: a server's, signed by itself, and the client's.
printf 'cn = "server"\ndns_name = "localhost"\ntls_www_server\nsigning_key\n' \
	>"$dir/server.tmpl"
printf 'cn = "token holder"\ntls_www_client\nsigning_key\n' >"$dir/me.tmpl"
for name in server me; do
	quiet certtool --generate-privkey --key-type=rsa --bits=2048 \
		--outfile "$dir/$name-key.pem"
	quiet certtool --generate-self-signed --template "$dir/$name.tmpl" \
		--load-privkey "$dir/$name-key.pem" --outfile "$dir/$name.pem"
done
quiet certtool --to-p8 --pkcs-cipher none --password= \
	--load-privkey "$dir/me-key.pem" --outfile "$dir/me-p8.pem"

quiet softhsm2-util --init-token --free --label smtpcheck \
	--pin 4711 --so-pin 12345678
p11tool --list-tokens 2>/dev/null | grep -q 'token=smtpcheck' ||
	skip "p11-kit does not know SoftHSM's module"
token='pkcs11:token=smtpcheck'
for what in privkey=me-p8 certificate=me; do
	quiet p11tool --login --write "--load-${what%%=*}" \
		"$dir/${what#*=}.pem" --label me --id 01 "$token"
done
cert="$token;object=me;type=cert"
key="$token;object=me;type=private"

failed=0

# check TITLE FILE PATTERN...: each must be in a line of the file.
check() {
	title=$1 file=$2
	shift 2
	for pattern; do
		grep -Eq -e "$pattern" "$file" && continue
		echo "FAIL - $title: nothing like '$pattern' in"
		sed 's/^/  | /' "$file"
		failed=1
		return
	done
	echo "ok - $title"
}

# serve [OPTION...]: on loopback until the next; sets port.
serve() {
	test -z "$server" || kill "$server"
	# the last one's port must not be taken for the next one's
	rm -f "$dir/server.log"
	: >"$dir/server.log"
	openssl s_server -accept 127.0.0.1:0 -www -Verify 1 \
		-cert "$dir/server.pem" -key "$dir/server-key.pem" "$@" \
		>"$dir/server.log" 2>&1 </dev/null &
	server=$!
	port=
	while test -z "$port"; do
		kill -0 "$server" 2>/dev/null ||
			skip "openssl s_server does not start"
		port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' \
			"$dir/server.log")
		test -n "$port" || sleep 0.1
	done
}

# run ARGUMENT...: sets status; what it says is in $dir/out.
run() {
	status=0
	"$bin" --tls-ca-path "$dir/server.pem" --tls-verify-target localhost \
		-s "127.0.0.1:$port" -tlsc --drop-after-send tls \
		-f a@example.org -t b@example.org "$@" \
		>"$dir/out" 2>&1 </dev/null || status=$?
	echo "exit $status" >>"$dir/out"
}

for version in 1_2 1_3; do
	serve "-tls$version"
	run --tls-cert "$cert" --tls-key "$key" --tls-key-password 4711
	check "a key on a token signs with -tls$version" "$dir/out" \
		'^exit 0$' 'asked for, sent.*CN=token holder'
done
printf '4711\n' >"$dir/pin"
run --tls-cert "$dir/me.pem" --tls-key "$key" --tls-key-password-file "$dir/pin"
check 'the PIN in a file, the certificate too' "$dir/out" '^exit 0$' \
	'asked for, sent'
run --tls-cert "$cert" --tls-key "$key?pin-value=4711"
check 'the PIN in the URL' "$dir/out" '^exit 0$' 'asked for, sent'
run --tls-cert "$cert" --tls-key "$key" --tls-key-password 1234
check 'a wrong PIN' "$dir/out" '^exit 1$' 'refused the PIN'
run --tls-cert "$cert" --tls-key "$key"
check 'no PIN and nobody to ask' "$dir/out" '^exit 1$' 'wants a PIN'
run --tls-cert "$token;object=other;type=cert" --tls-key "$key"
check 'no such certificate' "$dir/out" '^exit 1$' 'nothing is there by the name'
run --tls-cert "$dir/server.pem" --tls-key "$key" --tls-key-password 4711
check "another certificate's key" "$dir/out" '^exit 1$' \
	'is not that of the certificate'
exit $failed
