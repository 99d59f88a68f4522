#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# exim.sh BIN: Exim: PRDR, the PROXY protocol, and its authentication.

# shellcheck source=tests/real/lib/topic.sh
. "$(dirname "$0")/lib/topic.sh"

wants exim
full=full@$domain
# The ACL is asked for each recipient when the message has ended.
exim prdr <<-END
prdr_enable = true
acl_smtp_data_prdr = deny local_parts = full\n \
  message = mailbox is full\n accept
acl_smtp_data = deny condition = \${if match{\$recipients}{$full}}\n \
  condition = \${if !bool{\$prdr_requested}}\n \
  message = mailbox is full\n accept
END
exim proxy <<-'END'
hosts_proxy = *
END
exim auth <<-END
auth_advertise_hosts = *
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = \${if eq{\$auth3}{\${lookup{\$auth2} \
    lsearch{$dir/exim/passwords}}}}
  server_set_id = \$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if eq{\$auth2}{\${lookup{\$auth1} \
    lsearch{$dir/exim/passwords}}}}
  server_set_id = \$auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${lookup{\$auth1}lsearch{$dir/exim/passwords}{\$value}fail}
  server_set_id = \$auth1
ntlm:
  driver = spa
  public_name = NTLM
  server_password = \${lookup{\$auth1}lsearch{$dir/exim/passwords}{\$value}fail}
  server_set_id = \$auth1
END
start

# ------------------------------------------------------------------------ PRDR

judged_by_exim prdr

# prdr ARGUMENT...
prdr() {
	smtp -s 127.0.0.1 -p "$(port prdr)" --tls-ca-path "$ca" \
		-f "$login_address" -d "@$message" "$@"
}

for options in '' --pipeline -tls '-tls --pipeline'; do
	begin "PRDR $options: one recipient of two refused after the message"
	make_message ''
	# shellcheck disable=SC2086  # words
	prdr --prdr -t "$user,$full" $options
	exits 0
	says '^ [-~]> MAIL FROM:<.*> PRDR'
	says '^<[-~]  353 '
	says "^message +ok .*$user: 250 "
	says "^message +FAILED .*$full: 550 mailbox is full"
	logged "PRDR R=<$user> acceptance"
	logged "PRDR $full"
	arrives_unharmed "$user"
	end
done

begin 'PRDR: all recipients taken'
make_message ''
prdr --prdr -t "$user,$login_address"
exits 0
never_says '^<[~*][*] '
arrives_unharmed "$user"
arrives_unharmed "$login_address"
end

begin 'PRDR: all recipients refused'
make_message ''
prdr --prdr -t "$full,$full"
exits 26
says "^message +FAILED .*$full: 550 mailbox is full"
says '^<[*][*] 550 .*rejected for all recipients'
never_logged ' <= '
end

begin 'PRDR with one recipient: the server does without'
make_message ''
prdr --prdr -t "$user"
exits 0
arrives_unharmed "$user"
end

begin 'no PRDR: one reply for all, and nobody gets it'
make_message ''
prdr -t "$user,$full"
exits 26
step message FAILED
never_says '^ [-~]> MAIL FROM:<.*> PRDR'
never_logged ' <= '
end

# ----------------------------------------------------------------------- PROXY

judged_by_exim proxy

# via_proxy FAMILY SOURCE OPTION...
via_proxy() {
	family=$1 source=$2
	shift 2
	smtp -s 127.0.0.1 -p "$(port proxy)" --proxy-family "$family" \
		--proxy-source "$source" --proxy-source-port 4242 \
		--proxy-dest "$source" --proxy-dest-port 25 \
		--tls-ca-path "$ca" -f "$login_address" -t "$user" "$@"
}

# Version 1 goes out in capitals, and Exim logs what it was told.
for words in '1 TCP4 192.0.2.78' '1 TCP6 2001:DB8::78' \
	'2 AF_INET 192.0.2.78' '2 AF_INET6 2001:db8::78'
do
	for tls in '' -tls; do
		# shellcheck disable=SC2086  # words
		set -- $words
		begin "Exim, PROXY version $1, $2 $tls"
		make_message ''
		via_proxy "$2" "$3" --proxy-version "$1" -d "@$message" $tls
		exits 0
		step proxy ok
		logged " <= .* H=.*\\[$3\\].* PRX=127.0.0.1"
		arrives_unharmed "$user"
		end
	done
done

# Not up to the message: Exim 4.96 dies when it is to log PRX= and has none.
begin 'Exim, PROXY version 2, LOCAL: no other place is taken'
via_proxy AF_INET 192.0.2.78 --proxy-version 2 --proxy-command LOCAL -q rcpt
exits 0
step proxy ok
logged 'SMTP connection from .*\[127.0.0.1\] closed by QUIT'
end

# -------------------------------------------------------------- authentication

judged_by_exim auth

for mechanism in PLAIN LOGIN CRAM-MD5 NTLM; do
	begin "$mechanism with Exim"
	make_message ''
	smtp -s 127.0.0.1 -p "$(port auth)" -a "$mechanism" -au "$login" \
		-ap "$password" -f "$login_address" -t "$user" -d "@$message"
	exits 0
	logged " <= .* A=[a-z]*:$login "
	arrives_unharmed "$user"
	end

	begin "$mechanism with Exim: wrong password"
	smtp -s 127.0.0.1 -p "$(port auth)" -a "$mechanism" -au "$login" \
		-ap "$wrong" -f "$login_address" -t "$user"
	exits 28
	step auth FAILED
	says '^<[~*][*] 535 '
	never_logged ' <= '
	end
done

finish
