#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# proxy.sh BIN: the PROXY protocol, with Postfix.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants postfix
smtpd haproxy smtpd_upstream_proxy_protocol=haproxy
smtpd haproxy-smtps smtpd_upstream_proxy_protocol=haproxy \
	smtpd_tls_wrappermode=yes
start

# as_client PORT OPTION...: up to MAIL, which is where Postfix has told the log
# whom it takes the client for.
as_client() {
	port=$1
	shift
	smtp -s 127.0.0.1 -p "$port" --tls-ca-path "$ca" \
		--helo client.example -f "$login_address" -q mail "$@"
}

# via_proxy PORT FAMILY SOURCE OPTION...
via_proxy() {
	port=$1 family=$2 source=$3
	shift 3
	as_client "$port" --proxy-family "$family" --proxy-source "$source" \
		--proxy-source-port 4242 --proxy-dest "$source" \
		--proxy-dest-port 25 "$@"
}

# Postfix knows headers of version 2 by themselves.
for words in '1 TCP4 192.0.2.78' '1 TCP6 2001:db8::78' \
	'2 AF_INET 192.0.2.78' '2 AF_INET6 2001:db8::78'; do
	# shellcheck disable=SC2086  # words
	set -- $words
	begin "PROXY version $1, $2"
	via_proxy "$(port haproxy)" "$2" "$3" --proxy-version "$1"
	exits 0
	step proxy ok
	logged "haproxy/.* disconnect from unknown\\[$3\\]"
	end

	begin "PROXY version $1, $2, before TLS on connect"
	via_proxy "$(port haproxy-smtps)" "$2" "$3" --proxy-version "$1" \
		-tlsc
	exits 0
	logged "haproxy-smtps/.* disconnect from unknown\\[$3\\]"
	over_tls
	end
done

begin 'PROXY version 2, LOCAL: no other place is taken'
via_proxy "$(port haproxy)" AF_INET 192.0.2.78 --proxy-version 2 \
	--proxy-command LOCAL
exits 0
logged ' disconnect from unknown\[127.0.0.1\]'
end

begin 'PROXY: bytes of the own making'
as_client "$(port haproxy)" --proxy-version 2 \
	--proxy base64:IREADMAAAk7AAAJOEJIAGQ==
exits 0
logged ' disconnect from unknown\[192.0.2.78\]'
end

begin 'PROXY: a header that means nothing'
as_client "$(port haproxy)" --proxy 'TCP4 nonsense'
exits 21
step banner FAILED
end

finish
