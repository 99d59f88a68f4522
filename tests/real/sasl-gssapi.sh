#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sasl-gssapi.sh BIN: GSSAPI with Cyrus SASL behind Postfix, and tickets of
# MIT's Kerberos server.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

realm=TEST.EXAMPLE
kerberos=$dir/kerberos

# After cyrus: its mechanism GSSAPI, and a realm with the port kdc.
check_kerberos() {
	while read -r package file; do
		unpacked_works "$package" "$file" ||
			skip "there is no $package in $unpacked"
	done <<-'END'
	krb5-kdc usr/sbin/krb5kdc
	krb5-admin-server usr/sbin/kadmin.local
	krb5-user usr/bin/kinit
	libsasl2-modules-gssapi-mit usr/lib/*/sasl2/libgssapiv2.so
	END
	has_file '/usr/lib/*/libgssapi_krb5.so.2' ||
		skip 'libgssapi-krb5-2 is not installed'
	servers="kdc $servers" port_names="$port_names kdc"
	unpack_kerberos
	sed -i 's/^mech_list: .*/mech_list: GSSAPI/' \
		"$dir/postfix/sasl/smtpd.conf"
	# who it is has its name in the ticket
	printf '  -o %s\n' myhostname=localhost smtpd_sasl_local_domain= \
		>>"$dir/postfix/smtpd/cyrus"
	cat >>"$dir/postfix/main.cf" <<-END
	import_environment = $(postconf -hd import_environment)
	  SASL_PATH=$kerberos/sasl2:$(dirname /usr/lib/*/sasl2/libsasldb.so)
	  KRB5_CONFIG=$kerberos/krb5.conf
	  KRB5_KTNAME=$kerberos/keytab
	  KRB5RCACHETYPE=none
	END
}

# Not everybody may walk to where they were unpacked.
unpack_kerberos() {
	mkdir -p "$kerberos/plugins" "$kerberos/sasl2"
	chmod 755 "$kerberos" "$kerberos/sasl2"
	cp "$unpacked/krb5-kdc/usr/sbin/krb5kdc" \
		"$unpacked/krb5-kdc/usr/sbin/kdb5_util" \
		"$unpacked/krb5-admin-server/usr/sbin/kadmin.local" \
		"$unpacked/krb5-user/usr/bin/kinit" "$kerberos/"
	cp -r "$unpacked/krb5-kdc/usr/lib/"*/krb5/plugins/* \
		"$kerberos/plugins/"
	cp "$unpacked/libsasl2-modules-gssapi-mit/usr/lib/"*/sasl2/libgssapiv2.so* \
		"$kerberos/sasl2/"
}

write_kerberos() {
	cat >"$kerberos/krb5.conf" <<-END
	[libdefaults]
	default_realm = $realm
	dns_lookup_kdc = false
	dns_lookup_realm = false
	dns_canonicalize_hostname = false
	rdns = false
	[realms]
	$realm = {
	  kdc = 127.0.0.1:$(port kdc)
	}
	[dbmodules]
	db_module_dir = $kerberos/plugins/kdb
	[domain_realm]
	localhost = $realm
	END
	cat >"$kerberos/kdc.conf" <<-END
	[kdcdefaults]
	kdc_listen = 127.0.0.1:$(port kdc)
	kdc_tcp_listen = 127.0.0.1:$(port kdc)
	[realms]
	$realm = {
	  database_name = $kerberos/principal
	  key_stash_file = $kerberos/stash
	  supported_enctypes = aes256-cts:normal
	}
	[logging]
	kdc = FILE:$dir/log/kdc.log
	END
}

krb() {
	env KRB5_CONFIG="$kerberos/krb5.conf" \
		KRB5_KDC_PROFILE="$kerberos/kdc.conf" \
		KRB5CCNAME="FILE:$kerberos/tickets" "$@" \
		>>"$dir/log/kerberos.out" 2>&1
}

start_kdc() {
	write_kerberos
	rm -f "$kerberos/principal"* "$kerberos/stash" "$kerberos/keytab"
	krb "$kerberos/kdb5_util" create -s -r "$realm" -P master-key
	for who in "$login" nobody; do
		krb "$kerberos/kadmin.local" -q \
			"addprinc -pw ticket-password $who"
	done
	krb "$kerberos/kadmin.local" -q 'addprinc -randkey smtp/localhost'
	krb "$kerberos/kadmin.local" -q \
		"ktadd -k $kerberos/keytab smtp/localhost"
	chown postfix "$kerberos/keytab"
	spawn kdc KRB5_CONFIG="$kerberos/krb5.conf" \
		KRB5_KDC_PROFILE="$kerberos/kdc.conf" "$kerberos/krb5kdc" -n
	comes_up kdc taken "$(port kdc)"
}

# gssapi ARGUMENT...: with the tickets that there are.
gssapi() {
	KRB5_CONFIG=$kerberos/krb5.conf KRB5CCNAME=FILE:$kerberos/tickets
	export KRB5_CONFIG KRB5CCNAME
	smtp -s localhost -4 -p "$(port cyrus)" -tls -k -f "$login_address" \
		-t "$user" "$@"
}

wants postfix cyrus kerberos
start

begin 'GSSAPI: no ticket; the server is not asked'
gssapi -a GSSAPI
exits 28
step auth FAILED
says 'Kerberos has no ticket for this server'
logged ' disconnect from '
never_logged ' disconnect from .* auth='
end

echo ticket-password | krb "$kerberos/kinit" "$login" || cat "$dir/log/kerberos.out"

begin 'GSSAPI: a ticket'
make_message ''
gssapi -a GSSAPI -d "@$message"
exits 0
step auth 'ok .*GSSAPI:'
logged "client=.*, sasl_method=GSSAPI, sasl_username=$login(,|\$|@)"
arrives_unharmed "$user"
end

begin 'GSSAPI: as oneself, by name'
gssapi -a GSSAPI --auth-id "$login" -q auth
exits 0
step auth 'ok .*GSSAPI, for'
end

begin 'GSSAPI: as someone else'
gssapi -a GSSAPI --auth-id nobody -q auth
exits 28
step auth FAILED
end

begin 'GSSAPI is not tried where it is not asked for'
gssapi -au "$login" -ap "$password"
exits 28
never_says 'AUTH GSSAPI [A-Za-z]'
end

begin 'GSSAPI: a host that the realm does not know'
gssapi -a GSSAPI --auth-extra dmd5-host=other.example
exits 28
says 'Kerberos'
end

finish
