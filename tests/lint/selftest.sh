#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# selftest.sh CC: each rule finds what it forbids, and where; and passes what
# only looks like it.  A rule that finds nothing any more looks like a clean
# house.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cc=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/project
mkdir "$root"
spdx='SPDX-License-Identifier: GPL-3.0-or-later'
faults=0

# put FILE: standard input, its $SPDX replaced, in the project that is wrong.
put() {
	mkdir -p "$root/$(dirname "$1")"
	sed "s/\$SPDX/$spdx/" >"$root/$1"
}

# finds RULE [ARGUMENT...]: standard input has a line for each that RULE must
# find, FILE:LINE: and the beginning of what it says, in any order.
finds() {
	rule=$1
	shift
	sort >"$work/expected"
	if sh "$here/$rule.sh" "$@" >"$work/said" 2>"$work/errors"; then
		echo "$rule: exits with 0"
		faults=1
	fi
	sed 's/^\.\///' "$work/said" | sort >"$work/found"
	# each expected line must be the beginning of the one found in its place
	awk 'NR == FNR { expected[FNR] = $0; n = FNR; next }
		{ m = FNR }
		index($0, expected[FNR]) != 1 || FNR > n {
			print "found:    " $0
			print "expected: " expected[FNR]
			bad = 1
		}
		END {
			exit bad || m + 0 != n
		}' "$work/expected" "$work/found" || {
		echo "$rule: does not find what it should:"
		diff "$work/expected" "$work/found" || :
		cat "$work/errors"
		faults=1
	}
	rm -f "$work/expected" "$work/said" "$work/errors" "$work/found"
}

# Rooms and vendors
put src/base/upward.c <<'END'
/* $SPDX */
/* A room that nobody is below of. */
#include "base/fine.h"
#include "net/wire.h"
#include "fine.h"
#include <string.h>
#include <gnutls/gnutls.h>
#include <idn2.h>
END
put src/base/fine.h <<'END'
/* $SPDX */
/* Nothing is wrong here: "net/wire.h", strcpy(a, b), goto end. */
#ifndef SMTPCHECK_BASE_FINE_H
#define SMTPCHECK_BASE_FINE_H

#include <stddef.h>

/* strcpy() in a remark, and a name that ends so: my_strcpy(). */
size_t my_strcpy(const char *s);

#endif
END
put src/plan/some.c <<'END'
/* $SPDX */
/* Of a room it may have one header, not any. */
#include "sasl/sasl.h"
#include "sasl/digest.h"
END
put src/attic/old.c <<'END'
/* $SPDX */
/* A room that is not on the list. */
END
finds rooms "$root" <<'END'
src/attic/old.c:1: a room that rooms does not know
src/base/upward.c:4: room base may not include "net/wire.h"
src/base/upward.c:5: "fine.h": name the room
src/base/upward.c:7: <gnutls/gnutls.h> is for
src/base/upward.c:8: <idn2.h>: a header that vendors does not know
src/plan/some.c:4: room plan may not include "sasl/digest.h"
END
rm -rf "$root/src"

# Functions
put src/net/calls.c <<'END'
/* $SPDX */
/* Calls what it should not. */
void f(char *a, struct s *s)
{
	strcpy(a, "strcat(a, b)"); /* sprintf() */
	s->time(a); my_exit(1); exits(1);
	time (NULL);
	if (a)
		goto end;
	/*
	 * system("x");
	 */
	goto out; atoi("\""); system("y");
}
END
put src/base/clock.c <<'END'
/* $SPDX */
/* Where it may be. */
void f(void)
{
	time(NULL);
}
END
finds banned "$root" <<'END'
src/net/calls.c:13: atoi():
src/net/calls.c:13: system():
src/net/calls.c:5: strcpy():
src/net/calls.c:7: time():
src/net/calls.c:9: goto:
END
rm -rf "$root/src"

# Style
put tests/CMakeLists.txt <<'END'
project(none)
END
put src/net/tidy.c <<'END'
/* $SPDX */
/* Nothing is wrong: eighty columns, counted in characters.  äöüäöüäöüäöüäöü */
static const char *const table[] = {
	"}",
};

int five(int a, int (*b)(int, int), int c, int d, int e)
{
	return a;
}
END
put src/net/untidy.c <<'END'
/* Copyright */
int f(int a, int b, int c,
      int d, int e, int g)
{
        return a;
	return b; 
  return c;
#ifdef X
#endif
	"This line is too long, since its tab is as wide as eight of its letters";
}


int g;

END
{
	put src/net/long.c <<-'END'
	/* $SPDX */
	/* A function too long, and a file. */
	void f(void)
	{
	END
	awk 'BEGIN { for (i = 0; i < 400; i++) print "\tf();"; print "}" }' \
		>>"$root/src/net/long.c"
}
put src/net/guard.h <<'END'
/* $SPDX */
/* Guarded by the wrong name. */
#ifndef GUARD_H
#define GUARD_H
#endif
END
finds style "$root" <<'END'
src/net/guard.h:1: no include guard SMTPCHECK_NET_GUARD_H
src/net/long.c:405: the file has more than 400 lines
src/net/long.c:4: a function of 402 lines
src/net/untidy.c:10: longer than 80 columns (82)
src/net/untidy.c:13: a second empty line
src/net/untidy.c:15: an empty line at the end
src/net/untidy.c:1: the first line is not the SPDX line
src/net/untidy.c:2: no comment says what the file is for
src/net/untidy.c:4: a function of more than 5 parameters
src/net/untidy.c:5: eight blanks where a tab belongs
src/net/untidy.c:5: indented by blanks
src/net/untidy.c:6: blanks at the end
src/net/untidy.c:7: indented by blanks
src/net/untidy.c:8: a preprocessor line inside of a function
src/net/untidy.c:9: a preprocessor line inside of a function
tests/CMakeLists.txt:1: the first line is not the SPDX line
END
rm -rf "$root/src"

# Headers and globals
put src/base/needs.h <<'END'
size_t length(void);
END
finds headers "$root" "$cc" <<'END'
src/base/needs.h:1: does not compile alone
END
rm -rf "$root/src"
put src/base/state.c <<'END'
static const int a = 1;
static const char *const b[] = { "x", "y" };
static const char *last;
int counter = 1;

int f(int i);
int f(int i)
{
	static int calls;

	if (last)
		counter++;
	last = b[i];
	return ++calls + counter + a;
}
END
(
	cd "$root"
	"$cc" -fPIE -O1 -c -o state.c.o src/base/state.c
	ar rc libstate.a state.c.o
)
finds globals "$root" "$root/libstate.a" <<'END'
src/base/state.c:3: last can be changed
src/base/state.c:4: counter can be changed
src/base/state.c:9: calls can be changed
END
rm -rf "$root/src"

# Words, put together here, so that this file has none of them
printf 'a path, /%s/\n' work | put README
put NOTES <<'END'
a mail transfer agent, user-agent and network path are fine
END
finds words "$root" <<'END'
README:1:a path
see tests/lint/words
END

[ $faults -eq 0 ] && echo 'each rule finds what it forbids'
exit $faults
