#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# demo.sh: sets up, builds smtpcheck, starts the bundled test server on a free
# port of this machine, and sends it a test mail: STARTTLS with a certificate
# that verifies, a password, one message.  Ends with the status of that run.
#
# SMTPCHECK_BUILD: where to build, instead of in build/ of the project.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=${SMTPCHECK_BUILD:-build}
[ -z "${SMTPCHECK_BUILD-}" ] || build=$(mkdir -p "$build" && cd "$build" && pwd)
cd "$root"
# shellcheck source=tests/setup.sh
. "$root/tests/setup.sh"

setup demo

work=$(mktemp -d)
server=
# shellcheck disable=SC2317  # the trap calls it
finish() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || :
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# quietly COMMAND...: what it says is of interest only when it fails.
quietly() {
	"$@" </dev/null >"$work/said" 2>&1 || {
		cat "$work/said" >&2
		exit 1
	}
}

echo "== Build, in $build"
generator='Unix Makefiles'
! has ninja || generator=Ninja
[ ! -e "$build/CMakeCache.txt" ] || generator=
quietly cmake -S . -B "$build" ${generator:+-G "$generator"} \
	-DSMTPCHECK_TESTS=ON
quietly cmake --build "$build" --parallel "$(nproc)" \
	--target smtpcheck fakeserver

echo '== A mail server to test: one that comes with smtpcheck, on this machine'
certs=$build/tests/certs
quietly sh tests/support/make-ca.sh "$certs"
"$build/tests/support/fakeserver" --serve --port-file "$work/port" \
	--cert "$certs/good.pem" --key "$certs/good-key.pem" \
	--user demo@example.com --password 'open sesame' \
	--mechs 'PLAIN LOGIN CRAM-MD5' --auth-needs-tls \
	--mail-dir "$work/mail" </dev/null >"$work/server" 2>&1 &
server=$!
tries=1200
until [ -s "$work/port" ]; do
	tries=$((tries - 1))
	if [ $tries -eq 0 ] || ! kill -0 $server 2>/dev/null; then
		echo 'The test server does not start:' >&2
		cat "$work/server" >&2
		exit 1
	fi
	sleep 0.05
done
port=$(cat "$work/port")

# What the user has set for other runs is not to change this one.
for name in $(env | sed -n 's/^\(SMTPCHECK_[A-Za-z0-9_]*\)=.*/\1/p'); do
	unset "$name"
done
HOME=$work
export HOME

echo "== The test mail
\$ smtpcheck -s 127.0.0.1:$port -tls -au demo@example.com -ap 'open sesame' \\
	-t you@example.net --tls-ca-path $certs/ca.pem"
status=0
"$build/smtpcheck" -s "127.0.0.1:$port" -tls -au demo@example.com \
	-ap 'open sesame' -t you@example.net --tls-ca-path "$certs/ca.pem" \
	</dev/null || status=$?

echo "== It exits with $status; the server holds $(find "$work/mail" -type f \
	2>/dev/null | wc -l) mail"
cat <<END
What to try next, with a server of yours:
  $build/smtpcheck -s HOST:587 -tls -q ehlo
      what it offers behind TLS; no mail is sent
  SMTPCHECK_OPT_auth_password=... \\
  $build/smtpcheck -s HOST:587 -tls -au USER -t ADDRESS
      a test mail, as above; the password is in no list of processes
  $build/smtpcheck --help
      all options; man -l docs/smtpcheck.1 explains them
  sh tests/check.sh
      tests all of it, in some minutes
END
exit $status
