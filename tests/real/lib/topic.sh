#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# topic.sh: sourced by each topic, ../*.sh, which is a script of its own:
#
#	TOPIC.sh BIN: does smtpcheck (at BIN) do its job with real servers?
#
# A topic starts the servers it is about, on loopback, sends mail to them, and
# looks at both ends: smtpcheck's exit status and output, and the server's
# mailboxes and logs.  What the server says is the judge where it can be.  It
# prints one line for each test, "ok - NAME" or "FAIL - NAME", the latter
# followed by the reasons, smtpcheck's output and the server's log.  Exit
# status: 0 all passed, 1 some failed, 77 cannot run here ("SKIP: why").
#
# To add a topic is to add a file: ctest finds it, as real/NAME.  It says
#
#	wants postfix dovecot		or ends here, skipped; see check_* below
#	smtpd NAME SETTING...		one more smtpd (postfix.sh)
#	exim NAME <<-'END'		one more Exim, and its settings (exim.sh)
#	dovecot_also <<-END		settings for Dovecot (dovecot.sh)
#	start				and all of them run
#
# and then its tests, each from `begin TITLE` to `end` (judge.sh, mail.sh), and
# last `finish`.  `port NAME` is the port of the server that has that name.
# certs.sh has the certificates, and makes more of them.
#
# shellcheck disable=SC2034,SC2154	# what the other files use and set

set -eu

LC_ALL=C
export LC_ALL
lib=$(cd "$(dirname "$0")/lib" && pwd)
root=$(cd "$lib/../../.." && pwd)

# For $unpacked, and the way to sbin.
# shellcheck source=tests/setup.sh
. "$root/tests/setup.sh"
for part in process servers certs dovecot postfix exim dns judge mail; do
	# shellcheck source=/dev/null
	. "$lib/$part.sh"
done

if [ $# -ne 1 ]; then
	echo "usage: ${0##*/} BIN" >&2
	exit 2
fi
bin=$(command -v "$1") || die "there is no program $1"
case $bin in
/*) ;;
*) bin=$PWD/$bin ;;
esac

# Options that lie about the environment are not part of any test here.
for variable in $(env | sed -n 's/^\(SWAKS_[A-Za-z0-9_]*\)=.*/\1/p
	s/^\(SMTPCHECK_[A-Za-z0-9_]*\)=.*/\1/p'); do
	unset "$variable"
done

# What the parts will set: the directory, and one in it for the test's own; what
# a client is to trust; whether there is IPv6 here; the message that was made.
dir='' work='' ca='' ipv6='' message='' lmtp_socket='' sink_socket=''
finished=no

# Who has a mailbox, and who may log in as what.
domain=test.example
user=user@$domain
login=fred
login_address=fred@$domain
# What breaks clients that quote, split, expand or encode carelessly.  The colon
# is missing because Dovecot's passwd-file separates its fields with it.
# shellcheck disable=SC2016  # the dollar sign is meant literally
password='s3cr&t "p%40ss'\'' $w\d=<>#'
address_password='=pässwörd+/€ '
wrong='wr0ng&p%ss "word'

make_directory
