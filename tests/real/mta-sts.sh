#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mta-sts.sh BIN: MTA-STS with its record, its policy from an HTTPS server and
# the domain's mail exchange, all of our own; and DANE beside it, by MX.

# shellcheck source=tests/real/lib/alone.sh
. "$(dirname "$0")/lib/alone.sh"
alone "$0" "$@"

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

# ------------------------------------------------------- the policy's server

# Of each of these the server gives what reply.txt is, a whole reply of HTTP.
policy_domains='ok two bad norecord'

check_https() {
	servers="$servers https"
	https_root=$dir/https
	mkdir -p "$https_root/.well-known"
}

https_ready() { taken 443; }

start_https() {
	! is_root || chown -R nobody "$https_root" "$dir/tls"
	spawn https openssl s_server -quiet -accept 127.0.0.1:443 -HTTP \
		-cert "$dir/tls/https.crt" -key "$dir/tls/https.key" -no_dhe
	comes_up https https_ready
}

# s_server gives what lies where it runs, which is $dir.
reply() { cat >"$dir/.well-known/mta-sts.txt"; }

# policy LINE...: with the header that it ought to have.
policy() {
	{
		printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n'
		printf 'version: STSv1\r\nmax_age: 86400\r\n'
		printf '%s\r\n' "$@"
	} | reply
}

# ---------------------------------------------------------------- the servers

wants postfix dns unbound https
mkdir "$dir/.well-known"
make_certificates
issue mx ca DNS:mx.sts.example
sans=DNS:unused.example
for name in $policy_domains; do
	sans="$sans, DNS:mta-sts.$name.sts.example"
done
issue https ca "$sans"
smtpd mx smtpd_tls_security_level=may \
	smtpd_tls_chain_files="$dir/tls/mx.pem"
smtpd self smtpd_tls_security_level=may \
	smtpd_tls_chain_files="$dir/tls/selfsigned.pem"
tlsa_for mx
dns_port 53

{
	echo 'mx A 127.0.0.1'
	echo "_@PORT@._tcp.mx TLSA $(tlsa 3 1 1 mx)"
	for name in ok two bad norecord otherhost; do
		echo "$name MX 10 mx"
		echo "mta-sts.$name A 127.0.0.1"
	done
	echo '_mta-sts.ok TXT "v=STSv1; id=20260101T000000;"'
	echo '_mta-sts.otherhost TXT "v=STSv1;" " id=1;"'
	echo '_mta-sts.two TXT "v=STSv1; id=1;"'
	echo '_mta-sts.two TXT "v=STSv1; id=2;"'
	echo '_mta-sts.bad TXT "v=STSv1; id=not-good;"'
	echo '_mta-sts.norecord TXT "v=spf1 -all"'
} | zone sts.example signed
echo '@ MX 10 mx.sts.example.' | zone plain.example plain

echo '127.0.0.1 localhost' >"$work/hosts"
echo 'nameserver 127.0.0.1' >"$work/resolv.conf"
chmod 644 "$work/hosts" "$work/resolv.conf"
alone_with "$work/hosts" "$work/resolv.conf"
start
anchor=$dir/dns/sts.example.anchor

# to DOMAIN OPTION...: by its MX.
to() {
	name=$1
	shift
	smtp -t "user@$name" -p "$(port mx)" --tls-ca-path "$ca" \
		-f "$login_address" -q helo "$@"
}

sts() {
	name=$1
	shift
	to "$name.sts.example" --mta-sts "$@"
}

delivers() { exits 0; step tls ok; over_tls; }
refused() { exits 29; step tls FAILED; no_mail; }

# said WORDS: in the tls step, whose lines are wrapped.
said() {
	tr -s ' \n' ' ' <"$work/output" >"$work/joined"
	grep -qF -e "$1" "$work/joined" || bad "the output lacks: $1"
}

# ---------------------------------------------------------------------- tests

begin 'enforce, and the exchange is one of its mx'
policy 'mode: enforce' 'mx: mx.sts.example'
sts ok
delivers
said 'mode enforce, max_age 86400, mx mx.sts.example, id 20260101T000000'
said 'a sender that honours it would deliver'
end

begin 'enforce, by a pattern'
policy 'mode: enforce' 'mx: *.elsewhere.example' 'mx: *.sts.example'
sts ok
delivers
end

begin 'enforce, and the exchange is none of its mx: -k does not lift it'
policy 'mode: enforce' 'mx: *.elsewhere.example'
sts ok -k
refused
said 'mx.sts.example is none of the'
said 'MTA-STS policy forbids to deliver here'
end

begin 'enforce, and the certificate is not good'
policy 'mode: enforce' 'mx: mx.sts.example'
sts ok -k -p "$(port self)"
refused
said 'would NOT deliver: self-signed certificate'
end

begin 'testing: a warning'
policy 'mode: testing' 'mx: *.elsewhere.example'
sts ok
exits 0
step tls warn
said 'in testing, a sender would deliver, and report'
end

begin 'none'
policy 'mode: none'
sts ok
delivers
said 'mode none'
end

begin 'a policy in chunks'
printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n1b\r\nversion: STSv1\nmode: enforc\r\n29\r\ne\nmx: mx.sts.example\nmax_age: 86400\nx: y\n\r\n0\r\n\r\n' |
	reply
sts ok
delivers
said 'mode enforce'
end

begin 'a policy that comes as HTML'
{
	printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n'
	printf 'version: STSv1\nmode: none\nmax_age: 1\n'
} | reply
sts ok
exits 0
step tls warn
said 'it comes as text/html, not text/plain'
end

begin 'a redirect is not followed'
printf 'HTTP/1.1 301 Moved\r\nLocation: https://mta-sts.ok.sts.example/x\r\n\r\n' |
	reply
sts ok
exits 0
step tls warn
said 'its policy cannot be had: HTTP status 301, which points to'
end

begin 'a policy that is too long'
{
	printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n'
	printf 'version: STSv1\nmode: none\nmax_age: 1\n'
	head -c 70000 /dev/zero | tr '\0' '\n'
} | reply
sts ok
exits 0
said 'its policy cannot be had: it is longer than 64 KiB'
end

begin 'a policy that cannot be understood'
policy 'mode: strict' 'mx: mx.sts.example'
sts ok
exits 0
said 'its policy cannot be understood: its mode is not'
end

policy 'mode: enforce' 'mx: *.elsewhere.example'

begin 'the certificate of the policy host is for another name'
sts otherhost
exits 0
said 'its policy cannot be had: the certificate of mta-sts.otherhost.sts.example: hostname mismatch'
end

begin 'the name server will not say'
sts ok --mta-sts-domain ok.elsewhere.example
exits 0
step tls warn
said 'the name service could not say'
end

begin 'two records count as none'
sts two
exits 0
said 'its record is malformed, which counts as none: there are 2 of them'
end

begin 'a record that is malformed counts as none'
sts bad
exits 0
said 'its record is malformed'
end

begin 'no record'
sts norecord
delivers
said 'the domain has no policy'
end

begin 'another domain is asked for'
smtp -s 127.0.0.1 -p "$(port mx)" --tls-verify-target mx.sts.example \
	--tls-ca-path "$ca" --mta-sts-domain ok.sts.example \
	-f "$login_address" -t "$user" -q helo
refused
end

# ------------------------------------------------------------ DANE beside it

begin 'DANE by MX, and MTA-STS, side by side'
policy 'mode: enforce' 'mx: mx.sts.example'
sts ok --dane --dane-anchor "$anchor"
delivers
said 'DANE: authenticated by 3 1 1'
said 'a sender that honours it would deliver'
end

begin 'DANE by MX: dane-only, all of it signed'
to ok.sts.example --dane-only --dane-anchor "$anchor"
delivers
end

begin 'DANE by MX that is not signed: its host is'
to plain.example --dane --dane-anchor "$anchor"
delivers
said 'but the MX of plain.example is not signed'
end

begin 'DANE by MX that is not signed: not for dane-only'
to plain.example --dane-only --dane-anchor "$anchor"
refused
said 'the MX is not signed'
end

finish
