#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sasl-plus.sh BIN: SCRAM-SHA-256-PLUS under OpenSSL's TLS: what this end binds
# to is what the other has.  No mail server that Debian has offers -PLUS.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

check_bound() {
	has python3 || skip 'python3 is not installed'
	servers="$servers bound"
	port_names="$port_names tls1_3 tls1_2 other"
}

# A port that is not listened on yet has nobody to be asked.
bound_ready() {
	taken "$(port tls1_3)" && taken "$(port tls1_2)" &&
		taken "$(port other)"
}

start_bound() {
	for name in tls1_3 tls1_2; do
		spawn "$name" python3 "$lib/bound.py" "$(port "$name")" \
			"$dir/tls/good.pem" "-$name" "$password"
	done
	spawn other python3 "$lib/bound.py" "$(port other)" \
		"$dir/tls/good.pem" -tls1_3 "$password" 0badc0de
	comes_up tls1_3 bound_ready
}

# bound NAME ARGUMENT...: the server of that name.
bound() {
	await 60 taken "$(port "$1")"
	judged_by "$dir/log/$1.out" '^disconnect'
	bound=$1
	shift
	smtp -s 127.0.0.1 -p "$(port "$bound")" -tlsc --tls-ca-path "$ca" \
		-f "$login_address" -t "$user" -q auth -au "$login" "$@"
}

wants bound
start

for version in tls1_3:tls-exporter tls1_2:tls-server-end-point; do
	tls=${version%:*} usual=${version#*:}

	begin "$tls: by itself it is $usual"
	bound "$tls" -ap "$password"
	exits 0
	step auth 'ok .*SCRAM-SHA-256-PLUS'
	logged "header p=$usual,"
	end

	begin "$tls: tls-server-end-point"
	bound "$tls" -ap "$password" --auth-binding tls-server-end-point
	exits 0
	logged 'header p=tls-server-end-point,'
	end

	begin "$tls: no binding, where there could be one"
	bound "$tls" -ap "$password" --auth-binding none
	exits 0
	step auth 'ok .*SCRAM-SHA-256'
	logged 'header n,'
	end

	begin "$tls: wrong password"
	bound "$tls" -a SCRAM-SHA-256-PLUS -ap "$wrong"
	exits 28
	says 'invalid-proof'
	end
done

# RFC 9266 has an empty context, which up to TLS 1.2 is another thing than none
# (RFC 5705 section 4); and s_server has none.  So there the two do not agree.
begin 'tls1_2: tls-exporter, where the other end has it wrong'
bound tls1_2 -ap "$password" --auth-binding tls-exporter
exits 28
says 'channel-bindings-dont-match'
end

begin 'somebody in between: it is told, and nothing else is tried'
bound other -ap "$password"
exits 28
says 'channel-bindings-dont-match'
says "the server's TLS session is not ours"
says '^auth +FAILED .*SCRAM-SHA-256-PLUS'
[ "$(grep -c '^ ~> AUTH ' "$work/output")" -eq 1 ] || bad 'it goes on'
end

finish
