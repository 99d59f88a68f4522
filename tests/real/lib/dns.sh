#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# dns.sh: sourced.  A name server, NSD, with zones of a topic's own, signed by
# ldns.  Both are unpacked, not installed: see setup.sh.
#
#	zone NAME signed|plain|expired <<-'END'	records behind SOA and NS
#	tamper ZONE SED			changes what was signed
#	tlsa_for NAME			whose port is @PORT@ in a zone
#	dns_port 53			where it is not to be any port
#
# A zone is made when its server starts, since only then there are ports.  The
# key that signed ZONE, which is DNSSEC's anchor, is in $dir/dns/ZONE.anchor.
#
# shellcheck disable=SC2034,SC2154	# topic.sh and its parts share these

check_dns() {
	nsd=$unpacked/nsd/usr/sbin/nsd
	ldns=$unpacked/ldnsutils/usr/bin
	unpacked_works nsd usr/sbin/nsd || skip 'NSD is not there'
	unpacked_works ldnsutils usr/bin/ldns-signzone ||
		skip 'ldns-signzone is not there'
	port_names="$port_names dns" servers="$servers dns"
	dns_at=''
	mkdir "$dir/dns"
}

# libunbound is what smtpcheck loads for it.
check_unbound() {
	has_file '/usr/lib/*/libunbound.so.8' ||
		skip 'libunbound is not installed'
}

dns_port() { dns_at=$1; }
tlsa_for() { tlsa_port=$1; }

# May be the end of a pipe, so what it leaves behind is files.
zone() {
	echo "$2" >"$dir/dns/$1.kind"
	cat >"$dir/dns/$1.records"
}

zones() { (cd "$dir/dns" && ls ./*.kind) | sed 's|^./||; s|.kind$||'; }

tamper() { echo "$2" >"$dir/dns/$1.tamper"; }

ldns_quietly() {
	program=$1
	shift
	(cd "$dir/dns" && "$ldns/$program" "$@") 2>"$dir/log/ldns" || {
		cat "$dir/log/ldns" >&2
		die "$program fails"
	}
}

# days FROM: that many days from now, as ldns has it.
days() { date -u -d "$1 days" +%Y%m%d%H%M%S; }

# make_zone NAME: as its kind says.
make_zone() {
	file=$dir/dns/$1
	{
		printf '%s\n' "\$ORIGIN $1." "\$TTL 300"
		echo '@ SOA ns hostmaster 1 3600 600 86400 300'
		printf '@ NS ns\nns A 127.0.0.1\n'
		sed "s/@PORT@/$(port "$tlsa_port")/" "$file.records"
	} >"$file.zone"
	kind=$(cat "$file.kind")
	if [ "$kind" = plain ]; then
		mv "$file.zone" "$file.signed"
		return
	fi
	key=$(ldns_quietly ldns-keygen -r /dev/urandom \
		-a ECDSAP256SHA256 -k "$1")
	cp "$dir/dns/$key.key" "$file.anchor"
	set -- -i "$(days -2)" -e "$(days 20)"
	[ "$kind" = signed ] || set -- -i "$(days -40)" -e "$(days -10)"
	ldns_quietly ldns-signzone "$@" -f "$file.signed" "$file.zone" "$key"
	[ ! -e "$file.tamper" ] || sed -i "$(cat "$file.tamper")" "$file.signed"
}

dns_conf() {
	cat <<-END
	server:
	  ip-address: 127.0.0.1@$(port dns)
	  do-ip6: no
	  server-count: 1
	  username: ""
	  chroot: ""
	  zonesdir: "$dir/dns"
	  zonelistfile: "$dir/dns/list"
	  database: ""
	  xfrdfile: ""
	  xfrdir: "$dir/dns"
	  pidfile: ""
	  logfile: "$dir/log/dns.log"
	remote-control:
	  control-enable: no
	END
	for name in $(zones); do
		printf 'zone:\n  name: %s\n  zonefile: %s.signed\n' \
			"$name" "$name"
	done
}

dns_ready() {
	grep -qs 'nsd started' "$dir/log/dns.log"
}

start_dns() {
	[ -z "$dns_at" ] || echo "$dns_at" >"$dir/port/dns"
	for name in $(zones); do
		make_zone "$name"
	done
	dns_conf >"$dir/dns/nsd.conf"
	! is_root || chown -R nobody "$dir/dns"
	: >"$dir/log/dns.log"
	! is_root || chown nobody "$dir/log/dns.log"
	as_runner dns "$nsd" -d -c "$dir/dns/nsd.conf"
	comes_up dns dns_ready
}

# tlsa USAGE SELECTOR MATCHING CERTIFICATE: the record of one of $dir/tls, or by
# what openssl makes of it, which is another than smtpcheck's own reading.
tlsa() {
	pem=$dir/tls/$4.crt
	case $2 in
	0) set -- "$@" "openssl x509 -in $pem -outform DER" ;;
	1) set -- "$@" "openssl x509 -in $pem -noout -pubkey |
		openssl pkey -pubin -outform DER" ;;
	esac
	case $3 in
	0) data=$(eval "$5" | od -An -v -tx1 | tr -d ' \n') ;;
	1) data=$(eval "$5" | sha256sum | cut -d' ' -f1) ;;
	2) data=$(eval "$5" | sha512sum | cut -d' ' -f1) ;;
	esac
	echo "$1 $2 $3 $data"
}
