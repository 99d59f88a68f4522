/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan/secret_source: where passwords and tokens come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "making.h"
#include "options/option.h"
#include "plan/secret_source.h"

#define LOGIN SERVER, TO, "-au", "fred"

/* ---- words ---- */

static void words(void **state)
{
	static const struct {
		const char *text, *joined;	/* NULL: no command */
	} table[] = {
		{ "pass", "pass" },
		{ " pass  show\tmail/fred\n", "pass|show|mail/fred" },
		{ "sh -c 'a b | c'", "sh|-c|a b | c" },
		{ "a \"b 'c' \\\" d\" e", "a|b 'c' \" d|e" },
		{ "a 'b \"c\" \\ d'", "a|b \"c\" \\ d" },
		{ "a b\\ c \\\\", "a|b c|\\" },
		{ "a '' \"\" b", "a|||b" },
		{ "a'b'c\"d\"", "abcd" },
		{ "$HOME `x` * ;", "$HOME|`x`|*|;" },
		{ "a \\", "a|\\" },
		{ "", NULL },
		{ "  \t ", NULL },
		{ "a 'b", NULL },
		{ "a \"b\\\"", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct strings list = { 0 };
		char joined[200] = "";
		int result = secret_words(&list, table[i].text);

		assert_int_equal(result, table[i].joined ? 0 : -1);
		assert_null(list.at[list.count]);
		for (size_t w = 0; w < list.count; w++) {
			size_t n = strlen(joined);

			snprintf(joined + n, sizeof(joined) - n, "%s%s",
				 w ? "|" : "", list.at[w]);
		}
		if (table[i].joined)
			assert_string_equal(joined, table[i].joined);
		strings_release(&list);
	}
}

/* ---- files ---- */

/* A file with n bytes; to be freed, and unlinked. */
static char *file_with(const char *bytes, size_t n)
{
	char *path = mem_string("/tmp/smtpcheck-secret.XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
	return path;
}

static void remove_file(char *path)
{
	unlink(path);
	free(path);
}

static void files(void **state)
{
	static const struct {
		const char *content, *password;
	} table[] = {
		{ "secret\n", "secret" },
		{ "secret", "secret" },
		{ "secret\r\nmore\n", "secret" },
		{ " a b \n", " a b " },
		{ "p\xc3\xa4ss\n", "p\xc3\xa4ss" },
		{ "a\rb\n", "a\rb" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char *path = file_with(table[i].content,
				       strlen(table[i].content));
		struct making m;

		making_good(&m, "smtpcheck",
			    LIST(LOGIN, "--auth-password-file", path));
		assert_string_equal(m.plan.auth.password, table[i].password);
		assert_int_equal(m.plan.auth.demand, DEMAND_REQUIRED);
		making_close(&m);
		remove_file(path);
	}
}

static void check_bad_file(const char *bytes, size_t n, const char *part)
{
	char *path = file_with(bytes, n);

	making_bad("smtpcheck", LIST(LOGIN, "--auth-password-file", path),
		   part);
	making_bad("swaks", LIST(LOGIN, "--auth-password-file", path), part);
	remove_file(path);
}

static void bad_files(void **state)
{
	char *large = mem_new(SECRET_MOST + 2);

	(void)state;
	memset(large, 'x', SECRET_MOST + 1);
	check_bad_file("", 0, "is empty; it is to be the password");
	check_bad_file("\nsecret\n", 8, "is empty");
	check_bad_file("\r\n", 2, "is empty");
	check_bad_file("a\0b\n", 4, "a NUL in the password");
	check_bad_file(large, SECRET_MOST + 1, "File too large");
	making_bad("smtpcheck", LIST(LOGIN, "--auth-password-file",
				     "/nonexistent/secret"),
		   "--auth-password-file: cannot read /nonexistent/secret");
	making_bad("smtpcheck", LIST(LOGIN, "--auth-password-file", "/"),
		   "Is a directory");
	free(large);
}

/* ---- descriptors ---- */

static void descriptors(void **state)
{
	struct making m;
	int ends[2], other;
	char number[16], rest[8] = "";

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "secret\nrest", 11), 11);
	close(ends[1]);
	other = dup(ends[0]);
	snprintf(number, sizeof(number), "%d", ends[0]);
	making_good(&m, "smtpcheck",
		    LIST(LOGIN, "--auth-password-fd", number));
	assert_string_equal(m.plan.auth.password, "secret");
	making_close(&m);
	/* nothing was taken that is behind the line; no child gets it */
	assert_int_equal(read(other, rest, sizeof(rest)), 4);
	assert_string_equal(rest, "rest");
	close(other);
	making_bad("smtpcheck", LIST(LOGIN, "--auth-password-fd", number),
		   "Bad file descriptor");
	making_bad("smtpcheck", LIST(LOGIN, "--auth-token-fd", "x"),
		   "'x' is no number");
	making_bad("smtpcheck", LIST(LOGIN, "--auth-token-fd=-1"),
		   "'-1' is no number");
	making_bad("smtpcheck", LIST(LOGIN, "--auth-token-fd", "99999999999"),
		   "is no number");
}

/* ---- commands ---- */

static void commands(void **state)
{
	static const struct {
		const char *command, *password;
	} table[] = {
		{ "printf %s secret", "secret" },
		{ "printf secret\\\\nmore", "secret" },
		{ "printf 'a b\\r\\n'", "a b" },
		{ "printf '%s' '$HOME;|'", "$HOME;|" },
		{ "sh -c 'echo secret; exec >&-'", "secret" },
		/* what stays behind does not hold it up */
		{ "sh -c 'sleep 2 & echo secret'", "secret" },
		/* more than a pipe takes */
		{ "sh -c 'echo secret; head -c 300000 /dev/zero'", "secret" },
		{ "sh -c 'cat; echo secret'", "secret" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    LIST(LOGIN, "--auth-password-command",
				 table[i].command));
		assert_string_equal(m.plan.auth.password, table[i].password);
		making_close(&m);
		making_good(&m, "smtpcheck",
			    LIST(LOGIN, "--auth-token-command",
				 table[i].command));
		assert_string_equal(m.plan.auth.token, table[i].password);
		making_close(&m);
	}
}

static void bad_commands(void **state)
{
	static const struct {
		const char *command, *part;
	} table[] = {
		{ "true", "true wrote nothing" },
		{ "echo", "echo wrote nothing, or an empty first line" },
		{ "false", "false failed, with exit code 1" },
		{ "sh -c 'echo x; exit 7'", "with exit code 7" },
		{ "sh -c 'echo x; kill -TERM $$'", "ended by signal 15" },
		{ "/nonexistent/x", "cannot run /nonexistent/x: No such" },
		{ "/", "cannot run /: " },
		{ "", "is no command" },
		{ "pass 'show", "a quote is not closed" },
		{ "head -c 70000 /dev/zero", "is too long" },
		{ "printf 'a\\000b\\n'", "a NUL in the password" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		making_bad("smtpcheck",
			   LIST(LOGIN, "--auth-password-command",
				table[i].command), table[i].part);
}

/* ---- several ---- */

static void several(void **state)
{
	static const char one[] = "one source of a password is enough";
	static const char url[] = "smtp://fred:p@mail.example.net";

	(void)state;
	making_bad("smtpcheck", LIST(LOGIN, "-ap", "p",
				     "--auth-password-file", "/dev/null"),
		   one);
	making_bad("smtpcheck", LIST(LOGIN, "--auth-password-fd", "9",
				     "--auth-password-command", "echo x"),
		   one);
	making_bad("smtpcheck", LIST(LOGIN, "--auth-token", "t",
				     "--auth-token-fd", "9"),
		   "one source of a token is enough");
	making_bad("smtpcheck", LIST(LOGIN, "--auth-token", "t",
				     "--auth-password-fd", "9"),
		   "a token and a password");
	making_bad("smtpcheck", LIST("-s", url, TO,
				     "--auth-password-command", "echo x"),
		   "and a password in the URL");
}

/* An option's own password comes before the URL's, as with swaks. */
static void before_url(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck",
		    LIST("-s", "smtp://fred:p@mail.example.net", TO, "-ap",
			 "other"));
	assert_string_equal(m.plan.auth.password, "other");
	making_close(&m);
	making_good(&m, "smtpcheck",
		    LIST("-s", "smtp://fred@mail.example.net", TO,
			 "--auth-password-command", "echo x"));
	assert_string_equal(m.plan.auth.password, "x");
	making_close(&m);
	making_good(&m, "smtpcheck", LIST(LOGIN, "-ap", "<>"));
	assert_string_equal(m.plan.auth.password, "");
	making_close(&m);
}

/* ---- files that others may read ---- */

static void exposed(void **state)
{
	static const struct {
		mode_t mode;
		bool warned;
	} table[] = {
		{ 0600, false }, { 0400, false }, { 0640, true },
		{ 0604, true }, { 0644, true }, { 0620, false },
	};
	char *path = file_with("secret\n", 7);

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		chmod(path, table[i].mode);
		making_good(&m, "smtpcheck",
			    LIST(LOGIN, "--auth-password-file", path));
		assert_int_equal(m.plan.warnings.count, table[i].warned);
		if (table[i].warned)
			assert_non_null(strstr(m.plan.warnings.at[0],
					       "others may read it"));
		making_close(&m);
	}
	remove_file(path);
}

/* The option's place tells that it is from there. */
static void exposed_netrc(void **state)
{
	char folder[] = "/tmp/smtpcheck-home.XXXXXX";
	struct config c = { 0 };
	struct option_match row;
	struct err err;
	char *path, *seen;

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = mem_format("%s/.netrc", folder);
	assert_int_equal(option_find("auth-password", &row, &err), 0);
	option_apply(&c, row.row, "secret", path, &err);
	assert_null(secret_exposed(&c, SECRET_PASSWORD));	/* not there */
	fclose(fopen(path, "w"));
	chmod(path, 0644);
	seen = secret_exposed(&c, SECRET_PASSWORD);
	assert_string_equal(seen, path);
	assert_null(secret_exposed(&c, SECRET_TOKEN));
	chmod(path, 0600);
	assert_null(secret_exposed(&c, SECRET_PASSWORD));
	config_release(&c);
	unlink(path);
	rmdir(folder);
	free(seen);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(files),
		cmocka_unit_test(bad_files),
		cmocka_unit_test(descriptors),
		cmocka_unit_test(commands),
		cmocka_unit_test(bad_commands),
		cmocka_unit_test(several),
		cmocka_unit_test(before_url),
		cmocka_unit_test(exposed),
		cmocka_unit_test(exposed_netrc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
