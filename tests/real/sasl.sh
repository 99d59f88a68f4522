#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sasl.sh BIN: SCRAM with Dovecot, and tokens with Dovecot and an endpoint that
# says whose they are (RFC 7662).

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

token='ya29.s3cret-t0ken_of~fred+/=='
wrong_token=ya29.an-0ther-t0ken
long_password=$(printf '%0200d' 7 | tr 0 x)

# After dovecot: the port introspect, which knows fred's token alone.
check_introspect() {
	has python3 || skip 'python3 is not installed'
	servers="introspect $servers" port_names="$port_names introspect"
	dovecot_user long "$long_password"
	dovecot_also <<-END
	auth_mechanisms = plain scram-sha-1 scram-sha-256 xoauth2 oauthbearer
	passdb {
	  driver = oauth2
	  mechanisms = xoauth2 oauthbearer
	  args = $dir/dovecot/oauth2.conf
	}
	END
}

start_introspect() {
	cat >"$dir/dovecot/oauth2.conf" <<-END
	introspection_mode = get
	introspection_url = http://127.0.0.1:$(port introspect)/introspect?token=
	username_attribute = username
	active_attribute = active
	active_value = true
	END
	spawn introspect python3 "$lib/introspect.py" "$(port introspect)" \
		"$login" "$token"
	comes_up introspect taken "$(port introspect)"
}

# What was printed has no token in it, encoded or not.
tells_no_token() {
	for secret in "$token" "$wrong_token"; do
		! grep -aqF -e "$secret" "$work/output" "$work/decoded" ||
			bad 'the output tells a token'
	done
}

wants dovecot introspect postfix
smtpd_submission
start

for way in STARTTLS 'no TLS'; do
	for mechanism in SCRAM-SHA-1 SCRAM-SHA-256; do
		begin "$mechanism over $way: arrives byte for byte"
		make_message ''
		as_fred "$way" -a "$mechanism" -f "$login_address" \
			-t "$user" -d "@$message"
		exits 0
		authenticated "$mechanism" "$login"
		arrives_unharmed "$user"
		end

		begin "$mechanism over $way: an address, a password in UTF-8"
		make_message ''
		via "$way" -a "$mechanism" -au "$login_address" \
			-ap "$address_password" -f "$user" -t "$user" \
			-d "@$message"
		exits 0
		authenticated "$mechanism" "$login_address"
		arrives_unharmed "$user"
		end

		begin "$mechanism over $way: a password of 200 characters"
		via "$way" -a "$mechanism" -au long -ap "$long_password" \
			-f "$login_address" -t "$user" -q auth
		exits 0
		step auth ok
		end

		begin "$mechanism over $way: wrong password"
		via "$way" -a "$mechanism" -au "$login" -ap "$wrong" \
			-f "$login_address" -t "$user"
		exits 28
		says '^<[~*][*] 535 '
		step auth FAILED
		logged ' disconnect from .* auth=0/1 '
		no_mail
		end
	done
done

begin 'by itself it is the strongest: SCRAM-SHA-256'
as_fred STARTTLS -f "$login_address" -t "$user" -q auth
exits 0
step auth 'ok .*SCRAM-SHA-256'
end

# Dovecot lets none act for another unless it is told to.
begin 'SCRAM-SHA-256, for someone else'
as_fred STARTTLS -a SCRAM-SHA-256 --auth-id "$login_address" \
	-f "$login_address" -t "$user" -q auth
exits 28
step auth FAILED
end

for mechanism in XOAUTH2 OAUTHBEARER; do
	begin "$mechanism: a good token"
	make_message ''
	via STARTTLS -a "$mechanism" -au "$login" --auth-token "$token" \
		-f "$login_address" -t "$user" -d "@$message"
	exits 0
	authenticated "$mechanism" "$login"
	arrives_unharmed "$user"
	tells_no_token
	end

	begin "$mechanism: another token"
	via STARTTLS -a "$mechanism" -au "$login" --auth-token "$wrong_token" \
		-f "$login_address" -t "$user"
	exits 28
	step auth FAILED
	says 'the token is refused'
	says 'the server refused the token'
	tells_no_token
	no_mail
	end

	begin "$mechanism: a token for someone else"
	via STARTTLS -a "$mechanism" -au "$login_address" \
		--auth-token "$token" -f "$login_address" -t "$user"
	exits 28
	step auth FAILED
	no_mail
	end
done

# Longer than an AUTH command may be: Postfix gets it after its 334.
begin 'OAUTHBEARER: a token of 2000 characters'
via STARTTLS -au "$login" --auth-token "$(printf '%02000d' 7)" \
	-a OAUTHBEARER -f "$login_address" -t "$user"
exits 28
says '^ ~> AUTH OAUTHBEARER$'
says 'the token is refused'
no_mail
end

finish
