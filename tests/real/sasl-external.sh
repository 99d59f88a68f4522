#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sasl-external.sh BIN: EXTERNAL with Exim, which goes by the client's
# certificate.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants exim
exim external <<-END
auth_advertise_hosts = *
tls_verify_certificates = $dir/tls/ca.crt
tls_try_verify_hosts = *
begin authenticators
external:
  driver = external
  public_name = EXTERNAL
  server_advertise_condition = \${if eq{\$tls_in_certificate_verified}{1}}
  server_param2 = \${certextract {subj_altname,mail,>:}{\$tls_in_peercert}}
  server_condition = \${if forany{\$auth2}{eq{\$item}{\$auth1}}}
  server_set_id = \$auth1
END
start
issue fred ca "email:$login_address"
self_signed nobody "email:$login_address"

external() {
	smtp -s 127.0.0.1 -p "$(port external)" -tls --tls-ca-path "$ca" \
		-f "$login_address" -t "$user" "$@"
}

with() {
	certificate=$1
	shift
	external --tls-cert "$dir/tls/$certificate.crt" \
		--tls-key "$dir/tls/$certificate.key" "$@"
}

begin 'EXTERNAL: a certificate that names the user'
make_message ''
with fred -a EXTERNAL --auth-id "$login_address" -d "@$message"
exits 0
step auth 'ok .*EXTERNAL,'
# shellcheck disable=SC2154  # judge.sh sets it
arrives "$user" "$id"
end

begin 'EXTERNAL: the user by --auth-user'
with fred -a EXTERNAL -au "$login_address" -q auth
exits 0
step auth 'ok .*EXTERNAL'
end

begin 'EXTERNAL: a certificate that names another'
with fred -a EXTERNAL -au "$user" -q auth
exits 28
step auth FAILED
end

begin 'EXTERNAL is what a certificate is tried with by itself'
with fred -au "$login_address" -ap "$password" -q auth
exits 0
step auth 'ok .*EXTERNAL'
end

begin 'EXTERNAL: a certificate that nobody vouches for'
with nobody -a EXTERNAL -au "$login_address" -q auth
exits 28
step auth FAILED
end

begin 'EXTERNAL: no certificate'
external -a EXTERNAL -au "$login_address" -q auth
exits 28
step auth FAILED
end

finish
