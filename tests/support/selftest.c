/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tools that judge must be judged too: tables of what the case reader,
 * the script reader, the patterns and the expectations take and refuse.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "script.h"

struct count {
	size_t passed;
	size_t failed;
};

static void check(struct count *count, bool good, const char *table,
		  const char *row)
{
	count->passed += good;
	count->failed += !good;
	if (!good)
		printf("FAIL %s: %s\n", table, row);
}

static const struct {
	const char *text;
	const char *wrong; /* NULL: it is taken */
} case_rows[] = {
	{ "# story\n[args]\n-s x\n", NULL },
	{ "[args]\n-s x", NULL },
	{ "[args]\n[stdin]\n[sic]\n", NULL },
	{ "[args]\n[file a.eml]\nx\n[raw b]\n\\r\n", NULL },
	{ "# story\n", "line 1: no [args]" },
	{ "story\n[args]\n", "line 1: text before a section" },
	{ "[args]\n[sever]\n", "line 2: no such section" },
	{ "[args]\n[file ../x]\n", "line 2: no such section" },
	{ "[args]\n[file]\n", "line 2: no such section" },
	{ "[args]\n[args]\n", "line 2: a second section of that name" },
};

static void check_cases(struct count *count)
{
	for (size_t i = 0; i < sizeof(case_rows) / sizeof(*case_rows); i++) {
		const char *wrong = case_rows[i].wrong;
		struct text in = { .data = NULL };
		struct text why = { .data = NULL };
		struct casefile file;

		text_str(&in, case_rows[i].text);
		int ret = casefile_parse(&file, &in, &why);
		check(count,
		      wrong ? ret < 0 && strcmp(why.data, wrong) == 0
			    : ret == 0,
		      "case", case_rows[i].text);
		casefile_release(&file);
		text_free(&in);
		text_free(&why);
	}
}

static const struct {
	const char *text;
	int ops; /* -1: refused */
	size_t connections;
} script_rows[] = {
	{ "S: 220 x\n", 2, 1 }, /* with the END that is understood */
	{ "S: 220 x\nC: QUIT\nS: 221\nEND\n", 4, 1 },
	{ "# remark\n\nS:\nCLOSE\n", 2, 1 },
	{ "CONNECTION\nCLOSE\nCONNECTION\nS: x\n", 4, 2 },
	{ "S: x\nCONNECTION\nS: y\n", 5, 2 },
	{ "RAW 250\\x00\\r\\n\nRESET\n", 2, 1 },
	{ "TLS\nCUT\n", 2, 1 },
	{ "RAW x\nDRAIN\n", 2, 1 },
	{ "TLS? good NORMAL:-VERS-TLS1.3\n", 2, 1 },
	{ "TLSASK good\n", 2, 1 },
	{ "DRIP 0.5 250 ok\\r\\n\n", 2, 1 },
	{ "FLOOD 1000000 x\n", 2, 1 },
	{ "SLEEP 2.5\n", 2, 1 },
	{ "AWAIT\nRAW x\n", 3, 1 },
	{ "", 1, 1 },
	{ "s: 220\n", -1, 0 },
	{ "S:220\n", -1, 0 },
	{ "TLS ../ca\n", -1, 0 },
	{ "DATA x\n", -1, 0 },
	{ "RAW \\q\n", -1, 0 },
	{ "RAW\n", -1, 0 },
	{ "DRIP 1\n", -1, 0 },
	{ "DRIP x y\n", -1, 0 },
	{ "FLOOD 0 x\n", -1, 0 },
	{ "FLOOD 1.5 x\n", -1, 0 },
	{ "AWAIT 1\n", -1, 0 },
	{ "SLEEP\n", -1, 0 },
	{ "SLEEP -1\n", -1, 0 },
	{ "SLEEP 1 2\n", -1, 0 },
	{ "CLOSE\nS: x\n", -1, 0 },
};

static void check_scripts(struct count *count)
{
	for (size_t i = 0; i < sizeof(script_rows) / sizeof(*script_rows);
	     i++) {
		struct section section = { .name = "server", .line = 1 };
		struct text why = { .data = NULL };
		struct script script;

		text_str(&section.body, script_rows[i].text);
		int ret = script_parse(&script, &section, &why);
		if (script_rows[i].ops < 0)
			check(count, ret < 0, "script", script_rows[i].text);
		else
			check(count,
			      ret == 0 &&
				      script.count ==
					      (size_t)script_rows[i].ops &&
				      script_connections(&script) ==
					      script_rows[i].connections,
			      "script", script_rows[i].text);
		script_release(&script);
		text_free(&section.body);
		text_free(&why);
	}
}

static const struct {
	const char *pattern;
	const char *text;
	bool same;
} glob_rows[] = {
	{ "EHLO *", "EHLO me", true },
	{ "EHLO *", "EHLO ", true },
	{ "EHLO *", "EHLO", false },
	{ "*", "", true },
	{ "*a*b", "xaxbxb", true },
	{ "*a*b", "xaxbx", false },
	{ "MAIL FROM:<*> SIZE=*", "MAIL FROM:<a@b> SIZE=3", true },
	{ "\\*", "*", true },
	{ "\\*", "x", false },
	{ "a\\\\b", "a\\b", true },
	{ "QUIT", "QUIT ", false },
	{ "", "", true },
	{ "", "x", false },
};

static void check_globs(struct count *count)
{
	for (size_t i = 0; i < sizeof(glob_rows) / sizeof(*glob_rows); i++)
		check(count,
		      glob_match(glob_rows[i].pattern, glob_rows[i].text) ==
			      glob_rows[i].same,
		      "glob", glob_rows[i].pattern);
}

static const struct {
	const char *line;
	const char *words; /* parted by '|'; NULL: refused */
} word_rows[] = {
	{ "-s {HOST}:{PORT}  -f a\n\t-t b", "-s|{HOST}:{PORT}|-f|a|-t|b|" },
	{ "--body 'two words' x\"y z\"w", "--body|two words|xy zw|" },
	{ "-ap '' \"\"", "-ap|||" },
	{ "'it\"s' a\\nb", "it\"s|a\\nb|" },
	{ "", "" },
	{ "'open", NULL },
};

static void check_words(struct count *count)
{
	for (size_t i = 0; i < sizeof(word_rows) / sizeof(*word_rows); i++) {
		struct text joined = { .data = NULL };
		char **words;
		int ret = words_split(word_rows[i].line, &words);

		for (size_t k = 0; words[k] != NULL; k++)
			text_printf(&joined, "%s|", words[k]);
		check(count,
		      word_rows[i].words
			      ? ret == 0 && strcmp(text_cstr(&joined),
						   word_rows[i].words) == 0
			      : ret < 0,
		      "words", word_rows[i].line);
		words_free(words);
		text_free(&joined);
	}
}

/* Each is judged on a run that ended with 23 and printed what is below. */
static const struct {
	const char *line;
	bool met;
} expect_rows[] = {
	{ "exit 23", true },
	{ "exit 0", false },
	{ "exit nonzero", true },
	{ "exit x", false },
	{ "seconds under 2", true },
	{ "seconds under 1", false },
	{ "seconds over 1", true },
	{ "seconds over 2", false },
	{ "stdout has: mail FAILED", true },
	{ "stdout has: mail ok", false },
	{ "stdout lacks: mail ok", true },
	{ "stdout lacks: FAILED", false },
	{ "stdout matches: ^mail +FAILED$", true },
	{ "stdout matches: ^FAILED", false },
	{ "stdout matches: (", false },
	{ "stdout never matches: ^FAILED", true },
	{ "stdout never matches: ^mail", false },
	{ "stdout hides: s3cret", false }, /* AHUAczNjcmV0 */
	{ "stdout hides: secret", true },
	{ "stderr empty", true },
	{ "stdout empty", false },
	{ "output has: mail FAILED", true },
	{ "report matches: ^mail +FAILED +550 no such user$", true },
	{ "report lacks: first", true },
	{ "wire has: C: QUIT", true },
	{ "wire lacks: AUTH", true },
	{ "stdout contains: x", false },
	{ "sdout has: x", false },
};

static void check_expectations(struct count *count)
{
	struct result result = { .status = 23 << 8, .seconds = 1.5 };

	text_str(&result.out, "first\nmail FAILED\n -> AHUAczNjcmV0\n"
			      "STEP      STATUS\n"
			      "mail      FAILED  550 no\n"
			      "                  such user\n");
	result_derive(&result);
	text_str(&result.wire, "C: QUIT\n");
	for (size_t i = 0; i < sizeof(expect_rows) / sizeof(*expect_rows);
	     i++) {
		struct section section = { .name = "expect" };
		struct text why = { .data = NULL };

		text_printf(&section.body, "%s\nexit 23\n",
			    expect_rows[i].line);
		judge(&section, &result, &why);
		check(count, (why.len == 0) == expect_rows[i].met, "expect",
		      expect_rows[i].line);
		text_free(&section.body);
		text_free(&why);
	}
	text_free(&result.out);
	text_free(&result.both);
	text_free(&result.report);
	text_free(&result.wire);
}

/* Base64 of a secret looks different at each of three places. */
static void check_base64(struct count *count)
{
	for (size_t before = 0; before < 4; before++) {
		struct section section = { .name = "expect" };
		struct result result = { .seconds = 1 };
		struct text why = { .data = NULL };
		struct text bytes = { .data = NULL };

		text_add(&bytes, "abc", before);
		text_str(&bytes, "s3cret!");
		base64_add(&result.out, bytes.data, bytes.len);
		text_str(&section.body, "exit 0\nstdout hides: s3cret\n");
		judge(&section, &result, &why);
		check(count, why.len > 0, "base64", bytes.data);
		text_free(&section.body);
		text_free(&result.out);
		text_free(&why);
		text_free(&bytes);
	}
}

static void check_lines(struct count *count)
{
	static const struct {
		const char *wanted;
		const char *given;
		bool same;
	} rows[] = {
		{ "a *\nb\n", "a 1\nb\n", true },
		{ "a\nb\n", "a\n", false },
		{ "a\n", "a\nb\n", false },
		{ "", "", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct section section = { .name = "stdout" };
		struct text out = { .data = NULL };
		struct text why = { .data = NULL };

		text_str(&section.body, rows[i].wanted);
		text_str(&out, rows[i].given);
		judge_lines(&section, &out, &why);
		check(count, (why.len == 0) == rows[i].same, "lines",
		      rows[i].wanted);
		text_free(&section.body);
		text_free(&out);
		text_free(&why);
	}
}

int main(void)
{
	struct count count = { .passed = 0 };

	check_cases(&count);
	check_scripts(&count);
	check_globs(&count);
	check_words(&count);
	check_expectations(&count);
	check_base64(&count);
	check_lines(&count);
	printf("%zu passed, %zu failed\n", count.passed, count.failed);
	return count.failed > 0;
}
