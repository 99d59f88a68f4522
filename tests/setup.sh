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

has_file() {
	# shellcheck disable=SC2086  # a pattern
	set -- $1
	[ -e "$1" ]
}

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

# Of some packages the tests need one program, and may not install it: Exim
# would take the place of Postfix, and winbind starts a server.  They are
# unpacked here, a folder each, and only the libraries they need are installed.
unpacked=${SMTPCHECK_UNPACKED:-${SMTPCHECK_CHECK:-$root/build-check}/unpacked}
unpacked_packages='exim4-daemon-heavy krb5-admin-server krb5-kdc krb5-user
	ldnsutils libnss-wrapper libsasl2-modules-gssapi-mit nsd winbind'
# shellcheck disable=SC2034  # tests/real uses it
nss_wrapper='usr/lib/*/libnss_wrapper.so'

is_unpacked() {
	for unpacked_package in $unpacked_packages; do
		[ "$unpacked_package" != "$1" ] || return 0
	done
	return 1
}

# unpacked_works PACKAGE FILE: it is there, with all its libraries.
unpacked_works() {
	for unpacked_file in "$unpacked/$1"/$2; do
		[ -e "$unpacked_file" ] &&
			! ldd "$unpacked_file" | grep -q 'not found'
	done
}

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
		need sasl2-bin 'its other authentication' has saslpasswd2
		need libsasl2-modules 'the mechanisms of that' \
			has_file '/usr/lib/*/sasl2/libntlm.so'
		need libsasl2-modules-db 'the passwords of that' \
			has_file '/usr/lib/*/sasl2/libsasldb.so'
		need dovecot-lmtpd 'a real LMTP server' \
			[ -x /usr/lib/dovecot/lmtp ]
		need winbind 'a real NTLM server (unpacked, not installed)' \
			unpacked_works winbind usr/bin/ntlm_auth
		need libsasl2-modules-gssapi-mit \
			'a real GSSAPI server (unpacked, not installed)' \
			unpacked_works libsasl2-modules-gssapi-mit \
			'usr/lib/*/sasl2/libgssapiv2.so'
		need libgssapi-krb5-2 'the library for that' \
			has_file '/usr/lib/*/libgssapi_krb5.so.2'
		need krb5-kdc 'gives it tickets (unpacked, not installed)' \
			unpacked_works krb5-kdc usr/sbin/krb5kdc
		need krb5-admin-server 'makes its users (the same)' \
			unpacked_works krb5-admin-server usr/sbin/kadmin.local
		need krb5-user 'asks for tickets (the same)' \
			unpacked_works krb5-user usr/bin/kinit
		need python3 'says whose a token is' has python3
	fi
	need openssl "makes real servers' certificates" has openssl
	need softhsm2 'a token with a key in it' has softhsm2-util
	need exim4-daemon-heavy \
		'another real mail server (unpacked, not installed)' \
		unpacked_works exim4-daemon-heavy usr/sbin/exim4
	need libnss-wrapper 'gives that a user (unpacked, not installed)' \
		unpacked_works libnss-wrapper "$nss_wrapper"
	need iproute2 'sets up a network of a test of its own' has ip
	need libgnutls-dane0 'the library for DANE' \
		has_file '/usr/lib/*/libunbound.so.8'
	need nsd 'a real name server (unpacked, not installed)' \
		unpacked_works nsd usr/sbin/nsd
	need ldnsutils 'signs its zones (unpacked, not installed)' \
		unpacked_works ldnsutils usr/bin/ldns-signzone
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
	# shellcheck disable=SC2046  # names of packages
	set -- $(with_libraries "$@")
	echo "-- apt-get install $*"
	quietly apt-get -q -y --no-remove --no-install-recommends \
		-o DPkg::Lock::Timeout=300 install "$@"

	# Nor is one to start with the machine the next time.
	[ -d /run/systemd/system ] || return 0
	for package; do
		case $package in
		postfix | dovecot-core)
			systemctl -q disable "${package%-core}" || : ;;
		sasl2-bin) systemctl -q disable saslauthd || : ;;
		esac
	done
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = \
		installed ]
}

# with_libraries NAME...: in place of what is not to be installed, the libraries
# it depends on, if there is such a package here.
with_libraries() {
	for package; do
		if is_unpacked "$package"; then
			apt-cache show --no-all-versions "$package" \
				2>/dev/null | sed -n 's/^Depends: //p' |
				tr ',' '\n' | awk '/^ *lib|^ *[^ ]*-libs / {
					print $1
				}' | while read -r library; do
					is_installed "$library" ||
						echo "$library"
				done
		else
			echo "$package"
		fi
	done
}

# unpack PACKAGE: as whoever builds.  Without the rights that files of it have
# (Exim's are root's).  What this fails to bring, a test will do without.
unpack() {
	mkdir -p "$unpacked" &&
		unpack_new=$(mktemp -d "$unpacked/new.XXXXXX") || return 0
	chmod 755 "$unpack_new"
	if (cd "$unpack_new" && apt-get -q download "$1" &&
		dpkg-deb -x ./*.deb . && rm ./*.deb &&
		find . -type f -perm /6000 -exec chmod ug-s {} +) \
		>"$unpacked/$1.log" 2>&1
	then
		rm -rf "${unpacked:?}/$1"
		mv "$unpack_new" "$unpacked/$1"
	else
		rm -rf "$unpack_new"
		echo "-- $1 cannot be had; see $unpacked/$1.log"
	fi
}

# setup LEVEL
setup() {
	setup_list=$(needs "$1")
	[ -n "$setup_list" ] || return 0
	printf '== Set-up: this is missing here\n%s\n' "$setup_list"
	setup_level=$1
	# shellcheck disable=SC2046  # names of packages
	set -- $(printf '%s\n' "$setup_list" | awk '{ print $1 }' | sort -u)
	if ! has apt-get; then
		setup_refused='There is no apt-get: please install these.'
	elif is_root; then
		sh "$root/tests/setup.sh" install "$@" || return 1
	elif has sudo; then
		sudo sh "$root/tests/setup.sh" install "$@" || return 1
	else
		setup_refused="This takes root: apt-get install $*"
	fi
	for setup_package; do
		! is_unpacked "$setup_package" || ! has apt-get ||
			unpack "$setup_package"
	done
	setup_missing "$setup_level"
}

# setup_missing LEVEL: is everything here? What is unpacked is only wished for.
setup_missing() {
	setup_status=0
	setup_list=$(needs "$1")
	# shellcheck disable=SC2046  # names of packages
	set -- $(printf '%s\n' "$setup_list" | awk '{ print $1 }')
	for setup_package; do
		is_unpacked "$setup_package" || setup_status=1
	done
	[ -z "$setup_list" ] ||
		printf 'This is missing all the same:\n%s\n' "$setup_list" >&2
	if [ $setup_status -eq 0 ]; then
		[ -z "$setup_list" ] || echo 'Some tests are skipped.'
	else
		[ -z "${setup_refused-}" ] || echo "$setup_refused" >&2
	fi
	return $setup_status
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
