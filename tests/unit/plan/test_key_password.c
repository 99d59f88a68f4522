/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/key_password, plan/key_prompt: where the passphrase of the client's key
 * comes from, and that it is gone when it was used.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "making.h"
#include "plan/key_prompt.h"

#define CLIENT SERVER, TO, "-tls", "--tls-cert", "c", "--tls-key", "k"

static char path[64];

static void put(const char *text)
{
	FILE *f;

	strcpy(path, "/tmp/test_key_password-XXXXXX");
	f = fdopen(mkstemp(path), "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void expect(const char *const *args, const char *passphrase)
{
	for (size_t n = 0; n < 2; n++) {
		struct making m;

		making_good(&m, making_names[n], args);
		if (passphrase)
			assert_string_equal(m.plan.tls.policy.key_password,
					    passphrase);
		else
			assert_null(m.plan.tls.policy.key_password);
		plan_forget_key_password(&m.plan.tls);
		assert_null(m.plan.tls.key_password);
		assert_null(m.plan.tls.policy.key_password);
		making_close(&m);
	}
}

static void sources(void **state)
{
	static const struct {
		const char *file, *passphrase;
	} table[] = {
		{ "open sesame\n", "open sesame" },
		{ "open sesame\r\nanother\n", "open sesame" },
		{ " \t blanks count \n", " \t blanks count " },
		{ "no end", "no end" },
	};

	(void)state;
	expect(LIST(CLIENT), NULL);
	expect(LIST(CLIENT, "--tls-key-password", "word"), "word");
	for (size_t i = 0; i < LENGTH(table); i++) {
		put(table[i].file);
		expect(LIST(CLIENT, "--tls-key-password-file", path),
		       table[i].passphrase);
		unlink(path);
	}
	/* without a key there is nothing to open */
	expect(LIST(SERVER, TO, "-tls", "--tls-key-password", "word"), NULL);
}

static void trouble(void **state)
{
	char *text = mem_new(70000);

	(void)state;
	making_bad("smtpcheck",
		   LIST(CLIENT, "--tls-key-password-file", "/nonexistent"),
		   "--tls-key-password-file: cannot read /nonexistent");
	making_bad("smtpcheck",
		   LIST(CLIENT, "--tls-key-password-file", "/tmp"),
		   "Is a directory");
	making_bad("smtpcheck",
		   LIST(CLIENT, "--tls-key-password-file", "/dev/null",
			"--tls-key-password", "word"),
		   "one source of a passphrase is enough");
	making_bad("smtpcheck",
		   LIST(CLIENT, "--tls-key-password-file", "/dev/null"),
		   "the first line of /dev/null is empty; it is to be the "
		   "passphrase");
	memset(text, 'x', 69999);
	put(text);
	making_bad("smtpcheck", LIST(CLIENT, "--tls-key-password-file", path),
		   "File too large");
	unlink(path);
	free(text);
}

static void legacy(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		struct making m;
		unsigned fatal;

		making_good(&m, making_names[n], LIST(SERVER, TO, "-tls"));
		assert_false(m.plan.tls.policy.legacy);
		fatal = m.plan.tls.fatal;
		making_close(&m);
		making_good(&m, making_names[n],
			    LIST(SERVER, TO, "-tls", "--tls-legacy"));
		assert_true(m.plan.tls.policy.legacy);
		assert_true(m.plan.tls.policy.allow_old_versions);
		assert_true(m.plan.tls.policy.allow_weak);
		/* the certificate must be what it must be without it */
		assert_int_equal(m.plan.tls.fatal, fatal);
		making_close(&m);
	}
}

/* Asked when the key is opened; what was answered does not stay. */
static void asked(void **state)
{
	struct key_prompt k;
	struct making m;
	char *answer, *written = NULL;
	char typed[] = "open sesame\n";
	size_t n;

	(void)state;
	making_good(&m, "smtpcheck", LIST(CLIENT));
	key_prompt_open(&k, &m.config, true);
	assert_non_null(k.prompt.out);
	fclose(k.prompt.out);
	k.prompt.out = open_memstream(&written, &n);
	k.prompt.in = fmemopen(typed, sizeof(typed) - 1, "r");
	answer = k.asker.ask(k.asker.arg);
	assert_string_equal(answer, "open sesame");
	mem_free_secret(answer);
	assert_null(k.asker.ask(k.asker.arg));
	fclose(k.prompt.in);
	key_prompt_close(&k);
	assert_string_equal(written, "Key Passphrase: Key Passphrase: \n");
	free(written);
	assert_false(value_given(&m.config.tls_key_password));
	key_prompt_close(&k);
	making_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources),
		cmocka_unit_test(trouble),
		cmocka_unit_test(legacy),
		cmocka_unit_test(asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
