#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh BIN: does smtpcheck (at BIN) do its job with real servers?
#
# Starts Postfix with Dovecot SASL (servers.sh), sends mail to it, and looks at
# both ends: smtpcheck's exit status and output, and the server's mailboxes and
# logs. What the server says is the judge where it can be: whether AUTH was on
# the wire, by which mechanism, and what came of the message's bytes.
#
# One line for each test, "ok - NAME" or "FAIL - NAME", the latter followed by
# the reasons, smtpcheck's output and the server's log. The last line counts.
# Exit status: 0 all passed, 1 some failed, 77 cannot run here ("SKIP: why").

set -u

here=$(cd "$(dirname "$0")" && pwd)
LC_ALL=C
export LC_ALL

if [ $# -ne 1 ]; then
	echo 'usage: run.sh BIN' >&2
	exit 2
fi
bin=$(command -v "$1") || {
	echo "run.sh: there is no program $1" >&2
	exit 2
}
case $bin in
/*) ;;
*) bin=$PWD/$bin ;;
esac

# Options that lie about the environment are not part of any test here.
for name in $(env | sed -n 's/^\(SWAKS_[A-Za-z0-9_]*\)=.*/\1/p
	s/^\(SMTPCHECK_[A-Za-z0-9_]*\)=.*/\1/p'); do
	unset "$name"
done

# ------------------------------------------------------------------ the servers

dir=$(mktemp -d /tmp/smtpcheck-real.XXXXXX) || exit 1
cleanup() {
	# empty: it ends before the start
	rmdir "$dir" 2>/dev/null || sh "$here/servers.sh" stop "$dir"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

started=$(sh "$here/servers.sh" start "$dir" $$) || {
	status=$?
	printf '%s\n' "$started"
	exit $status
}
# shellcheck source=/dev/null
. "$dir/env"

work=$dir/work
mkdir "$work"
# No .smtpcheckrc of the user's.
HOME=$work
export HOME

wrong='wr0ng&p%ss "word'
user=user@$REAL_DOMAIN

# ------------------------------------------------------------- one test, judged

passed=0 failed=0 serial=0

begin() {
	title=$1 reasons=
	serial=$((serial + 1))
	id=smtpcheck-$$-$serial
}

bad() {
	reasons="$reasons  $*
"
}

end() {
	if [ -z "$reasons" ]; then
		passed=$((passed + 1))
		echo "ok - $title"
		return
	fi
	failed=$((failed + 1))
	echo "FAIL - $title"
	printf '%s' "$reasons"
	echo '  --- output (exit status '"$status"')'
	sed 's/^/  | /' "$work/output"
	echo '  --- mail log'
	tail -n 40 "$work/mail.log" | sed 's/^/  | /'
	echo '  --- auth log'
	tail -n 20 "$work/auth.log" | sed 's/^/  | /'
}

# --------------------------------------------------------------- running it

size() { wc -c <"$1"; }
since() { tail -c +$(($2 + 1)) "$1"; }

# smtp ARGUMENT...: runs smtpcheck. Then: its exit status in $status, what it
# printed in output, what the servers wrote meanwhile in mail.log and auth.log.
# Whatever it was asked to do: it may not hang, nor tell a password.
smtp() {
	mail_mark=$(size "$REAL_MAIL_LOG")
	auth_mark=$(size "$REAL_AUTH_LOG")
	timeout 60 "$bin" "$@" </dev/null >"$work/output" 2>&1
	status=$?
	[ $status -ne 124 ] || bad 'it hangs'

	# The server's last line of a connection may come after the client's
	# end. There is none when nothing was connected: then the loop ends, and
	# so does each test, since each wants something of that line.
	tries=100
	while
		since "$REAL_MAIL_LOG" "$mail_mark" >"$work/mail.log"
		! grep -q ' disconnect from ' "$work/mail.log"
	do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || break
		sleep 0.05
	done
	since "$REAL_AUTH_LOG" "$auth_mark" >"$work/auth.log"
	tells_no_password
}

# Decodes each word of standard input that may be base64, one a line. In awk, as
# a base64(1) for each word takes most of the time of all tests.
decode_words() {
	tr -cs 'A-Za-z0-9+/=' '[\n*]' | grep -E '^[A-Za-z0-9+/]{4,}={0,2}$' |
		awk '{
			value = bits = 0
			for (i = 1; i <= length($0); i++) {
				digit = index("ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
					"abcdefghijklmnopqrstuvwxyz" \
					"0123456789+/", substr($0, i, 1)) - 1
				if (digit < 0)
					break
				value = value * 64 + digit
				bits += 6
				if (bits >= 8) {
					bits -= 8
					printf "%c", int(value / 2 ^ bits)
					value %= 2 ^ bits
				}
			}
			print ""
		}'
}

# In clear, as base64, as part of a PLAIN message, in whatever else is base64.
tells_no_password() {
	decode_words <"$work/output" >"$work/decoded"
	for secret in "$REAL_PASSWORD" "$REAL_ADDRESS_PASSWORD" "$wrong"; do
		if grep -aqF -e "$secret" "$work/output" "$work/decoded"; then
			bad 'the output tells a password'
		fi
		in_base64=$(printf '%s' "$secret" | base64)
		if grep -aqF -e "$in_base64" "$work/output"; then
			bad 'the output tells a password in base64'
		fi
		for name in "$REAL_USER" "$REAL_ADDRESS_USER"; do
			in_plain=$(printf '\0%s\0%s' "$name" "$secret" |
				base64 -w 0)
			if grep -aqF -e "$in_plain" "$work/output"; then
				bad 'the output tells a password in AUTH PLAIN'
			fi
		done
	done
}

# ------------------------------------------------------------ what must be so

exits() {
	[ "$status" -eq "$1" ] || bad "exit status is $status, not $1"
}

# The regular expression must match a line of the output.
says() {
	grep -aqE -e "$1" "$work/output" || bad "the output lacks: $1"
}

never_says() {
	! grep -aqE -e "$1" "$work/output" || bad "the output has: $1"
}

# The report must have a line of this step with this status.
step() {
	says "^$1 +$2( |\$)"
}

logged() {
	grep -qE -e "$1" "$work/mail.log" || bad "the mail log lacks: $1"
}

never_logged() {
	! grep -qE -e "$1" "$work/mail.log" || bad "the mail log has: $1"
}

# By what both servers say, no AUTH command was given. Postfix counts the
# commands of a connection when it ends; Dovecot logs each attempt.
no_auth() {
	logged ' disconnect from '
	never_logged ' disconnect from .* auth='
	! grep -q 'client in: AUTH' "$work/auth.log" ||
		bad 'the auth log has an attempt'
}

# Nor did it go on to send mail.
no_mail() {
	logged ' disconnect from '
	never_logged ' disconnect from .* mail='
}

over_tls() {
	logged 'TLS connection established from '
}

# authenticated MECHANISM USER: so Postfix says of the mail it took.
authenticated() {
	logged "client=.*, sasl_method=$1, sasl_username=$2(,|\$)"
}

# mail_auth ADDRESS: MAIL carried AUTH=ADDRESS (as xtext), and was accepted.
mail_auth() {
	says "^ [-~]> MAIL FROM:<[^>]*>( [^ ]+)* AUTH=$1( |\$)"
	never_says '^<[~*][*] '
}

# --------------------------------------------------------- messages, mailboxes

# make_message END: a message no careless program passes on unharmed, ending in
# END (for printf), at $message. No backslash-n and no %WORD%: in these swaks,
# and so smtpcheck, finds line ends and tokens.
make_message() {
	message=$work/message
	{
		cat <<-END
		From: Fred <$REAL_ADDRESS_USER>
		To: <$user>
		Subject: smtpcheck test $id
		Message-Id: <$id@$REAL_DOMAIN>
		X-Eight-Bit: Grüße, ¿qué tal?
		X-Folded: one,
		  two,
		    three: four
		X-Empty:
		Bcc: <hidden@$REAL_DOMAIN>
		MIME-Version: 1.0
		Content-Type: text/plain; charset=utf-8
		Content-Transfer-Encoding: 8bit

		This message is $id.
		.
		..
		...
		.a dot, and text
		. a dot, and a space
		From what looks like the start of an mbox entry
		>From what has been one
		100% of a percent sign, %41 and =41, &amp; \\ \\\\ \\r "'\`\$(x)
		QUIT
		  blanks at both ends  
		Grüße, ¿qué tal? Привет, 你好, 👋

		END
		printf 'a tab:\t, a bell: \007, an escape: \033[31m, DEL: \177\n'
		awk 'BEGIN {
			# every byte that is not ASCII
			for (i = 128; i < 256; i++)
				printf "%c", i
			print ""
			# the longest line there may be, and one that dot
			# stuffing makes longer than that
			for (i = 0; i < 998; i++)
				printf "%d", i % 10
			print ""
			for (i = 0; i < 998; i++)
				printf "."
			print ""
		}'
		# shellcheck disable=SC2059  # it is a format
		printf "$1"
	} >"$message"
}

# All that arrives in the mailbox of $1 is there for the test that waits.
mailbox() {
	echo "$REAL_MAILBOXES/${1%@*}/new"
}

# arrives ADDRESS PATTERN: waits for the one mail whose Message-Id, or whatever
# else PATTERN matches, is this test's, and leaves its name in $arrived.
arrives() {
	# nothing was sent, and `exits` has said so
	[ "$status" -eq 0 ] || return 1
	tries=200
	while [ $tries -gt 0 ]; do
		arrived=$(grep -lsF -e "$2" "$(mailbox "$1")"/*) && break
		tries=$((tries - 1))
		sleep 0.05
	done
	case $arrived in
	'') bad "no mail arrives for $1"; return 1 ;;
	*' '* | *'
'*) bad "more than one mail arrives for $1"; return 1 ;;
	esac
}

# unharmed FILE: the mail that arrived is FILE, byte by byte, behind nothing but
# the header lines that Postfix puts before it.
unharmed() {
	front=$(($(size "$arrived") - $(size "$1")))
	if [ $front -lt 0 ] || ! since "$arrived" $front | cmp -s - "$1"; then
		bad 'the mail that arrived is not the one that was sent:'
		reasons=$reasons$(diff "$1" "$arrived" | cat -v | head -n 40)'
'
		return
	fi
	if head -c $front "$arrived" | grep -Evq \
		'^((Return-Path|X-Original-To|Delivered-To|Received):|[ 	])'
	then
		bad 'there are foreign lines before the mail'
	fi
}

# As swaks does, smtpcheck ends a message that was given with -d by CRLF and
# the dot, whether or not there is a line end already.
arrives_unharmed() {
	arrives "$1" "$id" || return 0
	{ cat "$message"; echo; } >"$work/expected"
	unharmed "$work/expected"
}

# The lines of the message in the transcript of a mail that was sent over TLS.
# In swaks' transcript they keep their CR.
in_transcript() {
	tr -d '\r' <"$work/output" |
		awk '/^<~. 354/ { message = 1; next }
		/^ ~> \.$/ { message = 0 }
		message { print substr($0, 5) }'
}

# ------------------------------------------------------------------- the ways in

# via WAY ARGUMENT...: smtp to the port that is for that way, with its options.
via() {
	way=$1
	shift
	case $way in
	STARTTLS)
		smtp -s 127.0.0.1 -p "$REAL_SUBMISSION_PORT" -tls \
			--tls-ca-path "$REAL_CA" "$@" ;;
	'implicit TLS')
		smtp -s 127.0.0.1 -p "$REAL_SMTPS_PORT" -tlsc \
			--tls-ca-path "$REAL_CA" "$@" ;;
	'no TLS')
		smtp -s 127.0.0.1 -p "$REAL_CLEAR_PORT" "$@" ;;
	esac
}

as_fred() {
	way=$1
	shift
	via "$way" -au "$REAL_USER" -ap "$REAL_PASSWORD" "$@"
}

# ----------------------------------------------------------------------- tests

begin 'the command of the manual: -s -p -tls -au -ap -t'
before=$(find "$(mailbox "$user")" -type f 2>/dev/null | wc -l)
smtp -s 127.0.0.1 -p "$REAL_SUBMISSION_PORT" -tls -au "$REAL_USER" \
	-ap "$REAL_PASSWORD" -t "$user" --tls-ca-path "$REAL_CA"
exits 0
over_tls
logged "sasl_username=$REAL_USER"
never_says '^[a-z]+ +FAILED'
step auth ok
[ "$before" -eq 0 ] || bad 'this must be the first test'
if arrives "$user" "To: $user"; then
	in_transcript >"$work/expected"
	grep -q '^Subject: test ' "$work/expected" ||
		bad 'the transcript lacks the message'
	unharmed "$work/expected"
fi
end

for way in STARTTLS 'implicit TLS' 'no TLS'; do
	for mechanism in PLAIN LOGIN CRAM-MD5 DIGEST-MD5; do
		begin "$mechanism over $way: arrives byte for byte"
		make_message ''
		as_fred "$way" -a "$mechanism" -f "$REAL_ADDRESS_USER" \
			-t "$user" -d "@$message"
		exits 0
		[ "$way" = 'no TLS' ] || over_tls
		authenticated "$mechanism" "$REAL_USER"
		mail_auth "$REAL_ADDRESS_USER"
		arrives_unharmed "$user"
		end

		begin "$mechanism over $way: an address, a password in UTF-8"
		make_message ''
		via "$way" -a "$mechanism" -au "$REAL_ADDRESS_USER" \
			-ap "$REAL_ADDRESS_PASSWORD" -f "$user" -t "$user" \
			-d "@$message"
		exits 0
		authenticated "$mechanism" "$REAL_ADDRESS_USER"
		arrives_unharmed "$user"
		end

		begin "$mechanism over $way: wrong password"
		via "$way" -a "$mechanism" -au "$REAL_USER" -ap "$wrong" \
			-f "$REAL_ADDRESS_USER" -t "$user"
		exits 28
		says '^<[~*][*] 535 '
		step auth FAILED
		logged ' disconnect from .* auth=0/1 '
		no_mail
		end
	done

done

# Cyrus SASL: the other server for these, and the only one for NTLM.
if [ "$REAL_CYRUS" = yes ]; then
	for mechanism in PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM; do
		begin "$mechanism with Cyrus SASL"
		make_message ''
		smtp -s 127.0.0.1 -p "$REAL_CYRUS_PORT" -a "$mechanism" \
			-au "$REAL_USER" -ap "$REAL_PASSWORD" \
			-f "$REAL_ADDRESS_USER" -t "$user" -d "@$message"
		exits 0
		authenticated "$mechanism" "$REAL_ADDRESS_USER"
		arrives_unharmed "$user"
		end

		begin "$mechanism with Cyrus SASL: wrong password"
		smtp -s 127.0.0.1 -p "$REAL_CYRUS_PORT" -a "$mechanism" \
			-au "$REAL_USER" -ap "$wrong" \
			-f "$REAL_ADDRESS_USER" -t "$user"
		exits 28
		step auth FAILED
		logged ' disconnect from .* auth=0/1 '
		no_mail
		end
	done
fi

begin 'a message ending in empty lines'
make_message 'end\n\n\n\n'
as_fred STARTTLS -f "$REAL_ADDRESS_USER" -t "$user" -d "@$message"
exits 0
arrives_unharmed "$user"
end

begin 'a message whose last line is a dot and blanks'
make_message 'end\n.\n. '
as_fred STARTTLS -f "$REAL_ADDRESS_USER" -t "$user" -d "@$message"
exits 0
arrives_unharmed "$user"
end

begin 'no mechanism is asked for: one of those offered is found'
make_message ''
as_fred 'implicit TLS' -f "$REAL_ADDRESS_USER" -t "$user" -d "@$message"
exits 0
logged "sasl_username=$REAL_USER"
arrives_unharmed "$user"
end

begin 'no mechanism is asked for: wrong password'
via STARTTLS -au "$REAL_USER" -ap "$wrong" -f "$REAL_ADDRESS_USER" -t "$user"
exits 28
step auth FAILED
logged ' disconnect from .* auth=0/[1-9]'
no_mail
end

if [ "$REAL_IPV6" = yes ]; then
	begin 'over IPv6'
	make_message ''
	smtp -s ::1 -p "$REAL_SUBMISSION_PORT" -tls --tls-ca-path "$REAL_CA" \
		-au "$REAL_USER" -ap "$REAL_PASSWORD" \
		-f "$REAL_ADDRESS_USER" -t "$user" -d "@$message"
	exits 0
	logged 'client=.*\[::1\]'
	arrives_unharmed "$user"
	end
fi

begin 'by name: localhost'
make_message ''
smtp -s localhost -p "$REAL_SUBMISSION_PORT" -tls --tls-ca-path "$REAL_CA" \
	-au "$REAL_USER" -ap "$REAL_PASSWORD" \
	-f "$REAL_ADDRESS_USER" -t "$user" -d "@$message"
exits 0
arrives_unharmed "$user"
end

# ---------------------------------------------------------------- certificates

# untrusted TITLE ARGUMENT...: the run must end when the server's certificate
# has been seen, with nothing given away.
untrusted() {
	begin "$1"
	shift
	smtp -s 127.0.0.1 "$@" -au "$REAL_USER" -ap "$REAL_PASSWORD" \
		-f "$REAL_ADDRESS_USER" -t "$user"
	exits 29
	step tls FAILED
	never_says '^ [-~]> (AUTH|MAIL)'
	no_auth
	no_mail
	end
}

untrusted 'self-signed, STARTTLS: no AUTH' \
	-p "$REAL_SELFSIGNED_PORT" -tls
untrusted 'self-signed, STARTTLS, with a CA that is not its: no AUTH' \
	-p "$REAL_SELFSIGNED_PORT" -tls --tls-ca-path "$REAL_CA"
untrusted 'self-signed, implicit TLS: no AUTH' \
	-p "$REAL_SELFSIGNED_SMTPS_PORT" -tlsc
untrusted 'an unknown CA, STARTTLS: no AUTH' \
	-p "$REAL_SUBMISSION_PORT" -tls
untrusted 'an unknown CA, implicit TLS: no AUTH' \
	-p "$REAL_SMTPS_PORT" -tlsc
untrusted 'a certificate for another name, STARTTLS: no AUTH' \
	-p "$REAL_SUBMISSION_PORT" -tls --tls-ca-path "$REAL_CA" \
	--tls-verify-target mail.elsewhere.example

for way in -tls -tlsc; do
	case $way in
	-tls) port=$REAL_SELFSIGNED_PORT ;;
	-tlsc) port=$REAL_SELFSIGNED_SMTPS_PORT ;;
	esac
	begin "self-signed, $way, and -k: sent"
	make_message ''
	smtp -s 127.0.0.1 -p "$port" $way -k \
		-au "$REAL_USER" -ap "$REAL_PASSWORD" \
		-f "$REAL_ADDRESS_USER" -t "$user" -d "@$message"
	exits 0
	over_tls
	arrives_unharmed "$user"
	end
done

# -------------------------------------------------------------------- refusals

begin 'recipient refused: no such user'
as_fred STARTTLS -f "$REAL_ADDRESS_USER" -t "nobody@$REAL_DOMAIN"
exits 24
says '^<~[*] 550 5\.1\.1 '
step rcpt FAILED
logged ' disconnect from .* rcpt=0/1 '
never_logged ' disconnect from .* data='
end

begin 'recipient refused: relay denied'
as_fred 'implicit TLS' -f "$REAL_ADDRESS_USER" -t someone@elsewhere.example
exits 24
says '^<~[*] 554 5\.7\.1 .*Relay access denied'
step rcpt FAILED
logged ' disconnect from .* rcpt=0/1 '
never_logged ' disconnect from .* data='
end

begin 'one recipient of two refused: the other gets it'
make_message ''
as_fred STARTTLS -f "$REAL_ADDRESS_USER" -t "nobody@$REAL_DOMAIN,$user" \
	-d "@$message"
exits 0
says '^<~[*] 550 5\.1\.1 '
logged ' disconnect from .* rcpt=1/2 '
arrives_unharmed "$user"
end

begin 'two recipients: both get it'
make_message ''
as_fred STARTTLS -f "$REAL_ADDRESS_USER" -t "$user,$REAL_ADDRESS_USER" \
	-d "@$message"
exits 0
arrives_unharmed "$user"
arrives_unharmed "$REAL_ADDRESS_USER"
end

begin 'sender refused at RCPT: the address of somebody else'
as_fred STARTTLS -f "boss@$REAL_DOMAIN" -t "$user"
exits 24
says '^<~[*] 553 5\.7\.1 '
step rcpt FAILED
end

begin 'sender refused at MAIL: the address of somebody else'
as_fred 'implicit TLS' -f "boss@$REAL_DOMAIN" -t "$user"
exits 23
says '^<~[*] 553 5\.7\.1 '
step mail FAILED
logged ' disconnect from .* mail=0/1 '
end

begin 'authentication required, said at RCPT'
via STARTTLS -f "$REAL_ADDRESS_USER" -t "$user"
exits 24
says '^<~[*] 530 5\.7\.0 .*Authentication required'
step rcpt FAILED
no_auth
end

begin 'authentication required, said at MAIL'
via 'implicit TLS' -f "$REAL_ADDRESS_USER" -t "$user"
exits 23
says '^<~[*] 530 5\.7\.0 .*Authentication required'
step mail FAILED
no_auth
end

begin 'STARTTLS required, said at MAIL'
smtp -s 127.0.0.1 -p "$REAL_SUBMISSION_PORT" -f "$REAL_ADDRESS_USER" -t "$user"
exits 23
says '^<[*][*] 530 5\.7\.0 .*STARTTLS'
step mail FAILED
end

begin 'AUTH is not offered before STARTTLS: no password is sent'
smtp -s 127.0.0.1 -p "$REAL_SUBMISSION_PORT" -au "$REAL_USER" \
	-ap "$REAL_PASSWORD" -f "$REAL_ADDRESS_USER" -t "$user"
exits 28
step auth FAILED
no_auth
no_mail
end

# ------------------------------------------------------------ MAIL FROM ... AUTH=

# Postfix logs the parameter as it came.
begin 'MAIL AUTH=: the user name, where it is a mailbox'
via STARTTLS -au "$REAL_ADDRESS_USER" -ap "$REAL_ADDRESS_PASSWORD" \
	-f "$user" -t "$user"
exits 0
mail_auth "$REAL_ADDRESS_USER"
logged "sasl_sender=$REAL_ADDRESS_USER"
end

begin 'MAIL AUTH=: else the sender, as xtext'
as_fred STARTTLS -f "fred+a=b@$REAL_DOMAIN" -t "$user"
exits 0
mail_auth "fred\\+2Ba\\+3Db@$REAL_DOMAIN"
logged "sasl_sender=fred\\+2Ba\\+3Db@$REAL_DOMAIN"
end

begin 'MAIL AUTH=: the address that was asked for'
as_fred STARTTLS -f "$REAL_ADDRESS_USER" -t "$user" --mail-auth "$user"
exits 0
mail_auth "$user"
logged "sasl_sender=$user"
end

begin 'MAIL AUTH=<>'
as_fred STARTTLS -f "$REAL_ADDRESS_USER" -t "$user" --mail-auth '<>'
exits 0
mail_auth '<>'
end

begin 'MAIL AUTH= left out'
as_fred STARTTLS -f "$REAL_ADDRESS_USER" -t "$user" --no-mail-auth
exits 0
says "^ ~> MAIL FROM:<$REAL_ADDRESS_USER>"
never_says 'MAIL FROM:.* AUTH='
never_logged 'sasl_sender='
end

begin 'MAIL AUTH= is not sent without AUTH'
via 'no TLS' -f "$REAL_ADDRESS_USER" -t "$user"
exits 24
never_says 'MAIL FROM:.* AUTH='
end

# --------------------------------------------------------- another client's place

# as_client PORT OPTION...: up to MAIL, which is where Postfix has told the log
# whom it takes the client for.
as_client() {
	port=$1
	shift
	smtp -s 127.0.0.1 -p "$port" --tls-ca-path "$REAL_CA" \
		--helo client.example -f "$REAL_ADDRESS_USER" -q mail "$@"
}

for options in '' '-tls' '-tls --xclient-before-starttls'; do
	begin "XCLIENT $options: the server takes the other's place for its own"
	# shellcheck disable=SC2086  # words
	as_client "$REAL_XCLIENT_PORT" --xclient-addr 192.0.2.77 \
		--xclient-name other.example --xclient-helo helo.example \
		--xclient-login fred --xclient-proto ESMTP --xclient-port 4242 \
		--xclient-destaddr 192.0.2.1 --xclient-destport 25 $options
	exits 0
	step xclient ok
	logged ' disconnect from other.example\[192.0.2.77\]'
	end
done

# The address comes last: what it changes to is not trusted with another.
begin 'XCLIENT: one command after the other, IPv6, what is not known'
as_client "$REAL_XCLIENT_PORT" --xclient 'PROTO=SMTP HELO=raw.example' \
	--xclient-name '[UNAVAILABLE]' --xclient-delim \
	--xclient-addr IPV6:2001:db8::77
exits 0
says '^ -> XCLIENT PROTO=SMTP HELO=raw.example$'
logged ' disconnect from unknown\[2001:db8::77\]'
end

begin 'XCLIENT: a value that the server does not understand'
as_client "$REAL_XCLIENT_PORT" --xclient-addr nonsense
exits 33
says '^<\*\* 501 5.5.4 Bad ADDR syntax'
step xclient FAILED
no_mail
end

begin 'XCLIENT: a server that does not trust this host'
as_client "$REAL_CLEAR_PORT" --xclient-addr 192.0.2.77
exits 33
says '^\*\*\* Host did not advertise XCLIENT$'
no_mail
end

begin 'XCLIENT: the same, optional'
as_client "$REAL_CLEAR_PORT" --xclient-addr 192.0.2.77 --xclient-optional
exits 0
step xclient skipped
logged ' disconnect from unknown\[127.0.0.1\]'
end

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
	via_proxy "$REAL_HAPROXY_PORT" "$2" "$3" --proxy-version "$1"
	exits 0
	step proxy ok
	logged "haproxy/.* disconnect from unknown\\[$3\\]"
	end

	begin "PROXY version $1, $2, before TLS on connect"
	via_proxy "$REAL_HAPROXY_SMTPS_PORT" "$2" "$3" --proxy-version "$1" \
		-tlsc
	exits 0
	logged "haproxy-smtps/.* disconnect from unknown\\[$3\\]"
	over_tls
	end
done

begin 'PROXY version 2, LOCAL: no other place is taken'
via_proxy "$REAL_HAPROXY_PORT" AF_INET 192.0.2.78 --proxy-version 2 \
	--proxy-command LOCAL
exits 0
logged ' disconnect from unknown\[127.0.0.1\]'
end

begin 'PROXY: bytes of the own making'
as_client "$REAL_HAPROXY_PORT" --proxy-version 2 \
	--proxy base64:IREADMAAAk7AAAJOEJIAGQ==
exits 0
logged ' disconnect from unknown\[192.0.2.78\]'
end

begin 'PROXY: a header that means nothing'
as_client "$REAL_HAPROXY_PORT" --proxy 'TCP4 nonsense'
exits 21
step banner FAILED
end

# ------------------------------------------------------------------------------

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
