#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# judge.sh: sourced.  One test: running smtpcheck, and what must be so then.
#
# shellcheck disable=SC2034,SC2154	# topic.sh and its parts share these

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

# judged_by FILE PATTERN: whose log has what came of a run, and how the last
# line of each connection looks there.
judged_by() {
	log=$1 last_line=$2
}

auth_log=/dev/null

size() { wc -c <"$1"; }
since() { tail -c +$(($2 + 1)) "$1"; }

# smtp ARGUMENT...: runs smtpcheck. Then: its exit status in $status, what it
# printed in output, what the servers wrote meanwhile in mail.log and auth.log.
# Whatever it was asked to do: it may not hang, nor tell a password.
smtp() {
	mail_mark=$(size "$log")
	auth_mark=$(size "$auth_log")
	timeout 300 "$bin" "$@" </dev/null >"$work/output" 2>&1
	status=$?
	[ $status -ne 124 ] || bad 'it hangs'

	# The server's last line of a connection may come after the client's
	# end.  There is none when nothing was connected: then the loop ends,
	# and so does each test, since each wants something of that line.
	await 60 disconnected || bad "the log lacks: $last_line"
	await 60 auth_told || bad 'the auth log lacks attempts'
	tells_no_password
}

# await SECONDS COMMAND...: until it succeeds.  That it never does is for the
# tests to find.
await() {
	tries=$(($1 * 20))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.05
	done
}

disconnected() {
	since "$log" "$mail_mark" >"$work/mail.log"
	grep -qE -e "$last_line" "$work/mail.log"
}

# Dovecot's log is written by a process of its own, later still: each attempt
# that Postfix counted must be in it, lest the next test take it for its own.
auth_told() {
	since "$auth_log" "$auth_mark" >"$work/auth.log"
	attempts=$(awk '/ disconnect from .* auth=/ {
			sub(/.* auth=([0-9]+\/)?/, "")
			sum += $1
		}
		END { print sum + 0 }' "$work/mail.log")
	! wanted dovecot ||
		[ "$(grep -c 'client in: AUTH' "$work/auth.log")" -ge \
			"$attempts" ]
}

# Decodes each word of standard input that may be base64, one a line.  In awk,
# as a base64(1) for each word takes most of the time of all tests.
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
	for secret in "$password" "$address_password" "$wrong"; do
		if grep -aqF -e "$secret" "$work/output" "$work/decoded"; then
			bad 'the output tells a password'
		fi
		in_base64=$(printf '%s' "$secret" | base64)
		if grep -aqF -e "$in_base64" "$work/output"; then
			bad 'the output tells a password in base64'
		fi
		for name in "$login" "$login_address"; do
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

# By what both servers say, no AUTH command was given.  Postfix counts the
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

# ------------------------------------------------------------------ the ways in

# via WAY ARGUMENT...: smtp to the port that is for that way, with its options.
via() {
	way=$1
	shift
	case $way in
	STARTTLS)
		smtp -s 127.0.0.1 -p "$(port submission)" -tls \
			--tls-ca-path "$ca" "$@" ;;
	'implicit TLS')
		smtp -s 127.0.0.1 -p "$(port smtps)" -tlsc \
			--tls-ca-path "$ca" "$@" ;;
	'no TLS')
		smtp -s 127.0.0.1 -p "$(port clear)" "$@" ;;
	esac
}

as_fred() {
	way=$1
	shift
	via "$way" -au "$login" -ap "$password" "$@"
}


# ------------------------------------------------------------------- in the end

finish() {
	finished=yes
	echo "$passed passed, $failed failed"
	if [ $passed -eq 0 ] || [ $failed -gt 0 ]; then
		exit 1
	fi
	exit 0
}
