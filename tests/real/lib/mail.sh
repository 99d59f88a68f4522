#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mail.sh: sourced.  Messages that are hard to pass on, and what became of them.
#
# shellcheck disable=SC2034,SC2154	# topic.sh and its parts share these

# make_message END: a message no careless program passes on unharmed, ending in
# END (for printf), at $message. No backslash-n and no %WORD%: in these swaks,
# and so smtpcheck, finds line ends and tokens.
make_message() {
	message=$work/message
	{
		cat <<-END
		From: Fred <$login_address>
		To: <$user>
		Subject: smtpcheck test $id
		Message-Id: <$id@$domain>
		X-Eight-Bit: Grüße, ¿qué tal?
		X-Folded: one,
		  two,
		    three: four
		X-Empty:
		Bcc: <hidden@$domain>
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
	echo "$dir/mail/${1%@*}/new"
}

in_mailbox() {
	arrived=$(grep -lsF -e "$2" "$(mailbox "$1")"/*)
}

# arrives ADDRESS PATTERN: waits for the one mail whose Message-Id, or whatever
# else PATTERN matches, is this test's, and leaves its name in $arrived.
arrives() {
	# nothing was sent, and `exits` has said so
	[ "$status" -eq 0 ] || return 1
	await 60 in_mailbox "$1" "$2"
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

