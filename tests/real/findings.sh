#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# findings.sh BIN: what an attacker would do, at servers as they are: no false
# alarm, and no alarm left out.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants dovecot postfix exim
smtpd_submission
smtpd nothing smtpd_tls_security_level=none
exim usual <<-'END'
prdr_enable = true
auth_advertise_hosts = ${if def:tls_in_cipher{*}{}}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = false
END
start

# session NAME ARGUMENT...: as far as what is offered.
session() {
	name=$1
	shift
	smtp -s 127.0.0.1 -p "$(port "$name")" --tls-ca-path "$ca" \
		--quit-after helo "$@"
}

postfix_judges() {
	judged_by "$dir/log/mail.log" ' disconnect from '
}

# ------------------------------------------------------------- no false alarm

postfix_judges
begin 'Postfix, STARTTLS before all: no finding'
session submission -tls --expect-starttls
exits 0
never_says '^  find '
end

begin 'Postfix, TLS from the first byte: no finding'
session smtps -tlsc 
exits 0
never_says '^  find '
end

begin 'Postfix without AUTH and TLS: no finding'
session nothing
exits 0
never_says '^  find '
end

judged_by_exim usual
begin 'Exim: no finding'
session usual -tls --expect-starttls
exits 0
never_says '^  find '
end

# -------------------------------------------------------------------- findings

postfix_judges
begin 'Postfix with AUTH in clear: auth-before-tls'
session clear -tls
exits 0
says '^  find auth-before-tls: AUTH '
never_says 'capabilities-changed|auth-only'
end

begin 'Postfix without TLS, which is known to have it: starttls-stripped'
session nothing -tlso --expect-starttls
exits 29
step starttls FAILED
says '^  find starttls-stripped: '
no_mail
end

# ------------------------------------------------------------------- the probe

for name in submission clear; do
	begin "Postfix $name: runs nothing that came in clear"
	smtp -s 127.0.0.1 -p "$(port $name)" --tls-ca-path "$ca" \
		--probe-command-injection
	exits 0
	step probe ok
	says '^probe +ok .*not run'
	never_says '^  find .*injection'
	no_mail
	end
done

judged_by_exim usual
begin 'Exim: runs nothing that came in clear'
smtp -s 127.0.0.1 -p "$(port usual)" --tls-ca-path "$ca" \
	--probe-command-injection
exits 0
says '^probe +(ok|warn) .*not run'
never_says '^  find '
end

finish
