#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# dane.sh BIN: DANE against a zone that is really signed, asked of a server of
# our own: each usage, match and mismatch, bogus, insecure, and none at all.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants postfix dns unbound
make_certificates
issue mail ca 'DNS:*.dane.example, DNS:*.plain.example'
issue elsewhere ca 'DNS:mail.elsewhere.example'
cat "$dir/tls/mail.pem" "$ca" >"$dir/tls/mail-chain.pem"
smtpd mail smtpd_tls_security_level=may \
	smtpd_tls_chain_files="$dir/tls/mail-chain.pem"
smtpd self smtpd_tls_security_level=may \
	smtpd_tls_chain_files="$dir/tls/selfsigned.pem"
tlsa_for mail

# host NAME RECORD...: with an address, and these TLSA records.
host() {
	name=$1
	shift
	echo "$name A 127.0.0.1"
	for record; do
		echo "_@PORT@._tcp.$name TLSA $record"
	done
}

{
	for selector in 0 1; do
		for matching in 0 1 2; do
			host "ee-$selector-$matching" \
				"$(tlsa 3 $selector $matching mail)"
			host "ta-$selector-$matching" \
				"$(tlsa 2 $selector $matching ca)"
		done
	done
	host pkix-ta "$(tlsa 0 0 1 ca)"
	host pkix-ee "$(tlsa 1 0 1 mail)"
	host other-ee "$(tlsa 3 1 1 selfsigned)"
	host other-ta "$(tlsa 2 0 1 elsewhere)"
	host next "$(tlsa 3 1 1 selfsigned)" "$(tlsa 3 1 1 mail)"
	host none
	host bogus "$(tlsa 3 1 1 mail)"
	host bogus-address
	echo 'alias CNAME ee-1-1'
	echo 'away CNAME ee.plain.example.'
	echo "_@PORT@._tcp.away TLSA $(tlsa 3 1 1 mail)"
} | zone dane.example signed
tamper dane.example '/^_[0-9]*._tcp.bogus.*\tTLSA\t3/s/3 1 1 /3 1 1 00/
/^bogus-address.*\tA\t/s/127.0.0.1/127.0.0.2/'
host ee "$(tlsa 3 1 1 mail)" | zone plain.example plain
host ee "$(tlsa 3 1 1 mail)" | zone expired.example expired
start
cat "$dir/dns/dane.example.anchor" "$dir/dns/expired.example.anchor" \
	>"$work/anchor"

# dane HOST OPTION...: nothing is trusted here but what the records say.
dane() {
	name=$1
	shift
	smtp -s 127.0.0.1 -p "$(port mail)" --tls-verify-target "$name" \
		--dane --dane-anchor "$work/anchor" \
		--dns-server "127.0.0.1:$(port dns)" \
		-f "$login_address" -t "$user" -q helo "$@"
}

good() { exits 0; step tls ok; over_tls; }
refused() { exits 29; step tls FAILED; no_mail; }

for selector in 0 1; do
	for matching in 0 1 2; do
		for usage in 2 3; do
			record="$usage $selector $matching"
			host=ee
			[ $usage = 3 ] || host=ta
			begin "$record: matches"
			dane "$host-$selector-$matching.dane.example"
			good
			says "DANE: authenticated by $record"
			says 'secure'
			end
		done
	done
done

begin 'the name that is sent is the one that the records are of'
dane alias.dane.example --tls-facts
good
says 'TLSA records of ee-1-1.dane.example'
end

begin 'the key in use, and the next one'
dane next.dane.example
good
says 'does not match'
says 'DANE: authenticated by 3 1 1'
end

for usage in ee ta; do
	begin "mismatch, of the $usage: -k does not lift it"
	dane "other-$usage.dane.example" -k
	refused
	says 'no TLSA record matches'
	end
done

begin 'another server, with a key of its own'
smtp -s 127.0.0.1 -p "$(port self)" --tls-verify-target ee-1-1.dane.example \
	--tlsa "$(tlsa 3 1 1 mail)" -f "$login_address" -t "$user"
refused
end

begin 'the same with its record by hand'
smtp -s 127.0.0.1 -p "$(port self)" --tls-verify-target ee-1-1.dane.example \
	--tlsa "$(tlsa 3 1 1 selfsigned)" -f "$login_address" -t "$user" \
	-q helo
good
end

for usage in ta ee; do
	begin "pkix-$usage is not for SMTP: judged by CA and name"
	dane "pkix-$usage.dane.example"
	refused
	says 'unusable'
	says 'FAIL at tls'
	end

	begin "pkix-$usage is not for SMTP, and the CA is known"
	dane "pkix-$usage.dane.example" --tls-ca-path "$ca"
	exits 0
	step tls warn
	over_tls
	end

	begin "pkix-$usage with --dane-only"
	dane "pkix-$usage.dane.example" --tls-ca-path "$ca" --dane-only
	refused
	says 'FAIL at tls, exit 29: the server is not authenticated by DANE'
	end
done

begin 'no records: judged by CA and name'
dane none.dane.example --tls-ca-path "$ca"
good
says 'secure, there are none'
end

begin 'no records, and --dane-only'
dane none.dane.example --tls-ca-path "$ca" --dane-only
refused
end

begin 'a zone that is not signed: its records do not count'
dane ee.plain.example --tls-ca-path "$ca"
good
says 'insecure'
end

begin 'a zone that is not signed, and --dane-only'
dane ee.plain.example --tls-ca-path "$ca" --dane-only
refused
end

begin 'an alias that leaves the signed zone has records of its own'
dane away.dane.example
good
says 'TLSA records of away.dane.example'
end

for name in bogus.dane.example bogus-address.dane.example \
	ee.expired.example
do
	begin "bogus: $name, never judged by CA and name"
	dane "$name" --tls-ca-path "$ca" -k
	refused
	says 'DNSSEC says that the answer is bogus'
	end
done

begin 'no name server answers: never judged by CA and name'
dane ee-1-1.dane.example --tls-ca-path "$ca" --timeout 10 \
	--dns-server "127.0.0.1:$(port self)"
refused
says 'TLSA records could not be looked up'
end

finish
