#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh SMTPCHECK FAKESERVER MEMSCAN CERTS
#
# Each mechanism, and each place a password can come from, with a login that
# works and one that does not: when the program ends nothing of the password
# may be left in its memory, plain or in base64 (memscan.c), nor in what it
# printed, plain, in base64, in hexadecimal or percent-encoded.
set -u

smtpcheck=$1 fakeserver=$2 memscan=$3 certs=$4
secret='Open/Sesame 42 with=x'
wrong='Shut/Sesame 42 with=x'
work=$(mktemp -d) || exit 1
server=
failed=0 passed=0

finish() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

hex() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }

# serve MECHANISM
serve() {
	rm -f "$work/port"
	"$fakeserver" --serve --port-file "$work/port" \
		--cert "$certs/good.pem" --key "$certs/good-key.pem" \
		--user fred@example.org --password "$secret" --mechs "$1" \
		--auth-needs-tls --mail-dir "$work/mail" \
		</dev/null >"$work/server" 2>&1 &
	server=$!
	tries=1200
	until [ -s "$work/port" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo 'no server'; exit 1; }
		sleep 0.05
	done
	port=$(cat "$work/port")
}

# What was printed must not have it either.
is_printed() {
	base64=$(printf '%s' "$1" | base64 | cut -c1-24)
	percent=$(printf '%s' "$1" | sed 's/ /%20/g; s/=/%3D/g; s,/,%2F,g')
	grep -qF -e "$1" -e "$base64" -e "$(hex "$1")" -e "$percent" \
		"$work/out" "$work/err"
}

# run WHAT PASSWORD EXIT ARGUMENT...: standard input is in $work/in, and
# $variable is set for it.
run() {
	what=$1 password=$2 wanted=$3
	shift 3
	env "$variable" MEMSCAN="$(hex "$password")" LD_PRELOAD="$memscan" \
		"$smtpcheck" -s "127.0.0.1:$port" -tls \
		--tls-ca-path "$certs/ca.pem" -t b@example.org --helo me \
		-f a@example.org -au fred@example.org "$@" -apt -raw \
		<"$work/in" >"$work/out" 2>"$work/err"
	status=$?
	if ! grep -q '^memscan: 0 found$' "$work/err"; then
		why='left in memory'
	elif is_printed "$password"; then
		why='printed'
	elif [ $status -ne "$wanted" ]; then
		why="exit $status, not $wanted"
	else
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAIL $mechanism, $what: $why"
	sed 's/^/  | /' "$work/out" "$work/err"
}

# sources PASSWORD EXIT
sources() {
	variable=A=b
	: >"$work/in"
	run "an argument" "$1" "$2" -ap "$1"
	variable="SMTPCHECK_OPT_auth_password=$1"
	run "the environment" "$1" "$2"
	variable=A=b
	printf '%s\n' "$1" >"$work/password"
	chmod 600 "$work/password"
	run "a file" "$1" "$2" --auth-password-file "$work/password"
	run "a command" "$1" "$2" \
		--auth-password-command "cat $work/password"
	cp "$work/password" "$work/in"
	run "standard input" "$1" "$2" --auth-password-file -
	run "an answer" "$1" "$2"
}

for mechanism in PLAIN LOGIN CRAM-MD5; do
	serve "$mechanism"
	sources "$secret" 0
	sources "$wrong" 28
	kill "$server"
	server=
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
