#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# setup.sh demo	installs what building and the demo need
# setup.sh check	that, and what the check needs in addition
#
# demo.sh and check.sh source it and call `setup` themselves.  It is for Debian
# 12, Ubuntu 24.04 or newer: only what the machine lacks is installed, by
# apt-get, each package named with what it is for.  When nothing is missing
# nothing is done, and no right is needed; otherwise it takes root, or sudo.
# Nothing is removed from the machine and no server is started on it: see
# install_packages.

# Debian keeps servers in sbin, which is not on everybody's path.
PATH=$PATH:/usr/sbin:/sbin
export PATH

# Who sources this has set root, the project's directory.
: "${root:=$(cd "$(dirname "$0")/.." && pwd)}"

# need PACKAGE WHY COMMAND...: PACKAGE is missing unless the command succeeds.
need() {
	setup_package=$1 setup_why=$2
	shift 2
	"$@" >/dev/null 2>&1 ||
		printf '  %-22s %s\n' "$setup_package" "$setup_why"
}

has() { command -v "$1" >/dev/null; }

has_either() { has "$1" || has "$2"; }

has_library() { has pkg-config && pkg-config --exists "$1"; }

has_fuzzer() {
	echo 'int LLVMFuzzerTestOneInput(const char *p, long n)
		{ return !p && n; }' |
		clang -fsanitize=fuzzer,address -x c - -o /dev/null
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# The runner of the conformance cases is no part of the project, but lies
# beside it where they are to pass.
conformance=${SMTPCHECK_CONFORMANCE:-$root/../shared/conformance}

# Postfix would take the place of any other mail server, which is not for a
# test to do; and it and Dovecot only run as root.
can_have_postfix() {
	is_root && { has postconf || [ ! -e /usr/sbin/sendmail ]; }
}

needs_of_demo() {
	need gcc 'compiles' has cc
	need libc6-dev 'the C library, to compile with' \
		[ -e /usr/include/stdio.h ]
	need cmake 'configures the build' has cmake
	need ninja-build 'runs the build' has_either ninja make
	need pkg-config 'finds the libraries' has pkg-config
	need libgnutls28-dev 'the library for TLS' \
		has_library 'gnutls >= 3.7.4'
	need nettle-dev 'the library for old ciphers' has_library nettle
	need libcurl4-openssl-dev 'the library for URLs' has_library libcurl
	need libcmocka-dev 'the library for unit tests' has_library cmocka
	need gnutls-bin "makes the test server's certificate" has certtool
}

needs_of_check() {
	need gcc 'the first compiler' has gcc
	need clang 'the second compiler' has clang
	need libclang-rt-dev 'its sanitizers and fuzzer' has_fuzzer
	need binutils 'looks at what was compiled' has objdump
	need valgrind 'watches memory' has valgrind
	need mandoc 'checks the manual' has mandoc
	need shellcheck 'checks the scripts' has shellcheck
	if [ -d "$conformance" ]; then
		need python3 'runs the conformance cases' has python3
	fi
	if can_have_postfix; then
		need postfix 'a real mail server to test with' has postconf
		need dovecot-core 'its authentication' has dovecot
		need openssl 'makes its certificates' has openssl
	fi
}

# needs LEVEL: a line for each package that is missing.
needs() {
	needs_of_demo
	[ "$1" = demo ] || needs_of_check
}

quietly() {
	"$@" >"$setup_log" 2>&1 || {
		cat "$setup_log" >&2
		exit 1
	}
}

policy=/usr/sbin/policy-rc.d

restore_policy() {
	rm -f "$setup_log" "$policy"
	[ ! -e "$policy.before-smtpcheck" ] ||
		mv -f "$policy.before-smtpcheck" "$policy"
}

# install_packages NAME...: as root.  Packages like to ask questions, and to
# start their servers.  Here none is asked; Postfix gets "No configuration",
# with which it never starts; and policy-rc.d, which Debian's packages ask
# whether they may start a server, says no (101) until all is installed.  One
# that was there before is put back.  --no-remove: rather nothing than that
# something else would have to go.
install_packages() {
	DEBIAN_FRONTEND=noninteractive
	export DEBIAN_FRONTEND
	setup_log=$(mktemp)
	trap restore_policy EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	[ ! -e "$policy" ] || [ -e "$policy.before-smtpcheck" ] ||
		mv "$policy" "$policy.before-smtpcheck"
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"

	echo '-- apt-get update'
	quietly apt-get -q update
	case " $* " in
	*' postfix '*)
		quietly debconf-set-selections <<-'END'
		postfix postfix/main_mailer_type select No configuration
		END
		;;
	esac
	echo "-- apt-get install $*"
	quietly apt-get -q -y --no-remove --no-install-recommends \
		-o DPkg::Lock::Timeout=300 install "$@"

	# Nor is one to start with the machine the next time.
	[ -d /run/systemd/system ] || return 0
	for package; do
		case $package in
		postfix | dovecot-core)
			systemctl -q disable "${package%-core}" || : ;;
		esac
	done
}

# setup LEVEL
setup() {
	setup_list=$(needs "$1")
	[ -n "$setup_list" ] || return 0
	printf '== Set-up: this is missing here\n%s\n' "$setup_list"
	# shellcheck disable=SC2046  # names of packages
	set -- "$1" $(printf '%s\n' "$setup_list" | awk '{ print $1 }' |
		sort -u)
	setup_level=$1
	shift
	if ! has apt-get; then
		echo 'There is no apt-get: please install these yourself.' >&2
		return 1
	elif is_root; then
		sh "$root/tests/setup.sh" install "$@" || return 1
	elif has sudo; then
		sudo sh "$root/tests/setup.sh" install "$@" || return 1
	else
		echo "This takes root: apt-get install $*" >&2
		return 1
	fi
	setup_list=$(needs "$setup_level")
	[ -z "$setup_list" ] || {
		printf 'This is missing all the same:\n%s\n' "$setup_list" >&2
		return 1
	}
}

# Run, and not sourced.
if [ "${0##*/}" = setup.sh ]; then
	set -eu
	case ${1-}:$# in
	demo:1 | check:1) setup "$1" ;;
	install:[2-9] | install:??) shift; install_packages "$@" ;;
	*)
		echo 'usage: setup.sh demo | setup.sh check' >&2
		exit 64
		;;
	esac
fi
