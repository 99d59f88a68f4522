/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options/netrc: which entry of a .netrc file is meant, and what it holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "options/netrc.h"
#include "reading.h"

#define NETRC ".netrc"

/* One entry found, as "login/password"; "-" is none. */
static void check(const char *text, const char *machine, const char *login,
		  const char *expected)
{
	struct netrc_entry entry;
	char got[200] = "nothing";

	if (netrc_find(home_file(NETRC, text), machine, login, &entry))
		snprintf(got, sizeof(got), "%s/%s",
			 entry.login ? entry.login : "-",
			 entry.password ? entry.password : "-");
	netrc_release(&entry);
	assert_null(entry.password);
	home_remove(NETRC);
	if (strcmp(got, expected) != 0)
		fail_msg("%s: %s, not %s", text, got, expected);
}

static void entries(void **state)
{
	static const struct {
		const char *text, *expected;
	} table[] = {
		{ "", "nothing" },
		{ "machine h login u password p\n", "u/p" },
		{ "machine h login u password p", "u/p" },
		{ "machine h\n\tlogin u\n\tpassword p\n", "u/p" },
		{ "machine h password p login u\n", "u/p" },
		{ "machine h account a login u password p\n", "u/p" },
		{ "machine h login u\n", "u/-" },
		{ "machine h password p\n", "-/p" },
		{ "machine h\n", "-/-" },
		{ "machine g login u password p\n", "nothing" },
		{ "machine hh login u password p\n", "nothing" },
		{ "machine g login a password b\nmachine h login u password "
		  "p\n", "u/p" },
		{ "machine h login u password p\nmachine h login a password "
		  "b\n", "u/p" },
		/* the default is for all that were not named before it */
		{ "default login u password p\n", "u/p" },
		{ "machine g login a password b\ndefault login u password p\n",
		  "u/p" },
		{ "machine h login u password p\ndefault login a password b\n",
		  "u/p" },
		/* quotes and backslashes, as in Net::Netrc */
		{ "machine h login \"u v\" password \"p q\"\n", "u v/p q" },
		{ "machine h login u password \"a\\\"b\"\n", "u/a\"b" },
		{ "machine h login u password a\\ b\n", "u/a b" },
		{ "machine h login u password \"\"\n", "u/" },
		{ "machine h login u password p#q\n", "u/p#q" },
		/* a line that begins with # is a comment, a word is none */
		{ "# machine h login a password b\n"
		  "machine h login u password p\n", "u/p" },
		{ "machine h login u\n# password a\n\t# b\npassword p\n",
		  "u/p" },
		{ "machine h login #u password #p\n", "#u/#p" },
		{ "machine h login u password p\n#machine h", "u/p" },
		{ "#", "nothing" },
		/* a macro's text is no entry */
		{ "machine h login u macdef init\nmachine h login a password "
		  "b\n\nmachine g\n", "u/-" },
		/* what looks like a key may be a value */
		{ "machine h login password password login\n",
		  "password/login" },
		/* cut short */
		{ "machine", "nothing" },
		{ "machine h login", "-/-" },
		{ "machine h login u password", "u/-" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check(table[i].text, "h", NULL, table[i].expected);
}

/* Where the user is known, the entry is that user's. */
static void by_login(void **state)
{
	static const char text[] =
		"machine h login a password 1\n"
		"machine h login b password 2\n"
		"machine h password 3\n"
		"default login c password 4\n";

	(void)state;
	check(text, "h", "a", "a/1");
	check(text, "h", "b", "b/2");
	check(text, "h", "c", "c/4");
	check(text, "h", "d", "nothing");
	check(text, "x", "a", "nothing");
	check(text, "x", NULL, "c/4");
}

static void no_file(void **state)
{
	struct netrc_entry entry;

	(void)state;
	assert_false(netrc_find("/nonexistent/.netrc", "h", NULL, &entry));
	assert_null(entry.login);
	assert_null(entry.password);
	netrc_release(&entry);
}

/* ---- open ---- */

/* A macro may stand before all entries; its words are no keys and values. */
static void macro_first(void **state)
{
	(void)state;
	check("macdef x\na b\n\nmachine h login u password p\n", "h", NULL,
	      "u/p");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries),
		cmocka_unit_test(by_login),
		cmocka_unit_test(no_file),
		/* open: these fail */
		cmocka_unit_test(macro_first),
	};

	return cmocka_run_group_tests(tests, home_setup, home_teardown);
}
