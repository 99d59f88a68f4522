/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/hostname: the full name, where hosts(5) knows one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hostname.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static char path[] = "/tmp/smtpcheck-hosts-XXXXXX";

static void write_hosts(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void check(const char *hosts, const char *name, const char *full)
{
	char *found;

	write_hosts(hosts);
	found = hostname_qualify(name, path);
	assert_string_equal(found, full);
	free(found);
}

static void qualify(void **state)
{
	static const struct {
		const char *hosts, *name, *full;
	} table[] = {
		{ "", "vm", "vm" },
		{ "127.0.0.1 localhost\n", "vm", "vm" },
		{ "127.0.1.1 vm.example.org vm\n", "vm", "vm.example.org" },
		{ "127.0.1.1 vm vm.example.org\n", "vm", "vm.example.org" },
		{ "127.0.1.1 vm vm.example.org", "vm", "vm.example.org" },
		{ "127.0.1.1\tvm.example.org\t vm\n", "vm", "vm.example.org" },
		/* the first line and the first name that will do */
		{ "::1 vm\n127.0.1.1 vm.one vm.two vm\n10.0.0.1 vm.three vm\n",
		  "vm", "vm.one" },
		{ "::1 x.one x\n127.0.1.1 vm.two vm\n", "vm", "vm.two" },
		/* letters of either case are alike (RFC 4343) */
		{ "127.0.1.1 VM.Example.ORG VM\n", "vm", "VM.Example.ORG" },
		/* an address is no name, a part of a name neither */
		{ "192.0.2.1 vm\n", "vm", "vm" },
		{ "127.0.1.1 vm2.example.org vm2\n", "vm", "vm" },
		{ "127.0.1.1 vm.example.org\n", "vm", "vm" },
		/* comments */
		{ "#127.0.1.1 vm.example.org vm\n", "vm", "vm" },
		{ "127.0.1.1 vm # vm.example.org\n", "vm", "vm" },
		{ "127.0.1.1 vm.example.org vm# me\n", "vm", "vm.example.org" },
		{ "#\n\n \t\n# a\n127.0.1.1 vm.x vm\n", "vm", "vm.x" },
		/* what has a dot is full already */
		{ "127.0.1.1 other.org vm.example.org\n", "vm.example.org",
		  "vm.example.org" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check(table[i].hosts, table[i].name, table[i].full);
}

static void no_such_file(void **state)
{
	char *found = hostname_qualify("vm", "/nonexistent/hosts");

	(void)state;
	assert_string_equal(found, "vm");
	free(found);
}

static void long_line(void **state)
{
	enum { LONG = 100000 };
	char *hosts = malloc(LONG + 100);

	(void)state;
	assert_non_null(hosts);
	memset(hosts, 'a', LONG);
	strcpy(hosts, "127.0.1.1");
	hosts[strlen(hosts)] = ' ';
	strcpy(hosts + LONG, " vm.example.org vm\n");
	check(hosts, "vm", "vm.example.org");
	free(hosts);
}

/* This host's name, whatever it is: found by the same rule. */
static void find(void **state)
{
	char name[256] = "", *found, *by_rule;

	(void)state;
	write_hosts("");
	assert_int_equal(gethostname(name, sizeof(name) - 1), 0);
	found = hostname_find(path);
	by_rule = hostname_qualify(*name ? name : "localhost", path);
	assert_string_equal(found, by_rule);
	free(found);
	free(by_rule);
}

static int setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int teardown(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(qualify),
		cmocka_unit_test(no_such_file),
		cmocka_unit_test(long_line),
		cmocka_unit_test(find),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
