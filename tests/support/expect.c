/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judges a finished run; see expect.h.
 *
 *	line    = "exit" ( number / "nonzero" )
 *	        / "seconds" ( "under" / "over" ) number
 *	        / stream ( "has:" / "lacks:" / "hides:" ) text
 *	        / stream [ "never" ] "matches:" extended-regular-expression
 *	        / stream "empty"
 *	stream  = "stdout" / "stderr" / "output" / "report" / "wire"
 */
#include "expect.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static bool contains(const struct text *in, const char *what, size_t len)
{
	return in->len > 0 && memmem(in->data, in->len, what, len) != NULL;
}

/* What follows PREFIX in LINE, or NULL. */
static const char *after(const char *line, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(line, prefix, len) == 0 ? line + len : NULL;
}

/*
 * Base64 of a secret depends on what stands before it: there are three ways,
 * of which the first and last digits also hold its neighbours' bits.
 */
static bool contains_base64(const struct text *in, const char *secret)
{
	bool found = false;

	for (size_t before = 0; before < 3 && !found; before++) {
		struct text bytes = { .data = NULL };
		struct text coded = { .data = NULL };

		text_add(&bytes, "\0\0", before);
		text_str(&bytes, secret);
		base64_add(&coded, bytes.data, bytes.len);
		size_t from = (before * 8 + 5) / 6;
		size_t to = bytes.len * 8 / 6;
		if (to > from)
			found = contains(in, coded.data + from, to - from);
		text_free(&bytes);
		text_free(&coded);
	}
	return found;
}

static int matches(const struct text *in, const char *pattern)
{
	regex_t regex;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NEWLINE | REG_NOSUB))
		return -1;
	int found = regexec(&regex, text_cstr(in), 0, NULL, 0) == 0;
	regfree(&regex);
	return found;
}

/* NULL when as wanted, else what is wrong. */
static const char *judge_stream(const struct text *in, const char *rest)
{
	const char *arg;

	if (strcmp(rest, "empty") == 0)
		return in->len == 0 ? NULL : "it is not";
	if ((arg = after(rest, "has: ")) != NULL)
		return contains(in, arg, strlen(arg)) ? NULL : "it has not";
	if ((arg = after(rest, "lacks: ")) != NULL)
		return contains(in, arg, strlen(arg)) ? "it has it" : NULL;
	if ((arg = after(rest, "hides: ")) != NULL) {
		if (contains(in, arg, strlen(arg)))
			return "it is there in clear";
		return contains_base64(in, arg) ? "it is there in base64"
						: NULL;
	}
	bool never = after(rest, "never matches: ") != NULL;
	arg = after(rest, never ? "never matches: " : "matches: ");
	int found = arg ? matches(in, arg) : -1;
	if (found < 0)
		return "no such expectation, or a bad expression";
	if (never)
		return found ? "a line does" : NULL;
	return found ? NULL : "no line does";
}

/* "nonzero" is any failure of the program's own (1 to 36), not the code that
 * a sanitizer or valgrind ends it with. */
static bool exit_as_said(const char *rest, long code, int given)
{
	if (strcmp(rest, "nonzero") == 0)
		return given >= 1 && given <= 36;
	return given == code;
}

static const char *judge_exit(const struct result *result, const char *rest,
			      struct text *buf)
{
	char *end;
	long code = strtol(rest, &end, 10);

	if ((end == rest || *end != '\0') && strcmp(rest, "nonzero") != 0)
		return "not an exit code";
	if (WIFSIGNALED(result->status))
		text_printf(buf, "killed by signal %d",
			    WTERMSIG(result->status));
	else if (!exit_as_said(rest, code, WEXITSTATUS(result->status)))
		text_printf(buf, "it was %d", WEXITSTATUS(result->status));
	return buf->data;
}

static const char *judge_seconds(const struct result *result, const char *rest,
				 struct text *buf)
{
	bool under = after(rest, "under ") != NULL;
	const char *arg = after(rest, under ? "under " : "over ");
	double limit = arg ? parse_seconds(arg) : -1;

	if (limit < 0)
		return "not a time";
	if (under ? result->seconds > limit : result->seconds < limit)
		text_printf(buf, "it took %.2f", result->seconds);
	return buf->data;
}

static const char *judge_line(const struct result *result, const char *line,
			      struct text *buf)
{
	const struct {
		const char *name;
		const struct text *text;
	} streams[] = {
		{ "stdout ", &result->out },  { "stderr ", &result->err },
		{ "output ", &result->both }, { "report ", &result->report },
		{ "wire ", &result->wire },
	};
	const char *rest;

	if ((rest = after(line, "exit ")) != NULL)
		return judge_exit(result, rest, buf);
	if ((rest = after(line, "seconds ")) != NULL)
		return judge_seconds(result, rest, buf);
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
		if ((rest = after(line, streams[i].name)) != NULL)
			return judge_stream(streams[i].text, rest);
	return "no such expectation";
}

/*
 * The report is wrapped to the width of the terminal; what it says is not.  A
 * line that continues another is indented at least as far as the text of a
 * remark.
 */
static void join_report(const char *at, struct text *out)
{
	for (bool first = true; *at != '\0'; first = false) {
		size_t len = strcspn(at, "\n");
		size_t indent = strspn(at, " ");

		if (!first)
			text_str(out, indent >= 7 ? " " : "\n");
		if (indent < 7)
			indent = 0;
		text_add(out, at + indent, len - indent);
		at += len + (at[len] == '\n');
	}
	text_str(out, "\n");
}

void result_derive(struct result *result)
{
	static const char head[] = "STEP  ";
	const char *at = text_cstr(&result->out);

	text_add(&result->both, at, result->out.len);
	text_add(&result->both, text_cstr(&result->err), result->err.len);
	while (after(at, head) == NULL) {
		at = strchr(at, '\n');
		if (at == NULL)
			return;
		at++;
	}
	join_report(at, &result->report);
}

/* Whatever a server sends, the terminal must not obey it. */
static void judge_safety(const struct text *in, const char *name,
			 struct text *why)
{
	for (size_t i = 0; i < in->len; i++) {
		unsigned char c = (unsigned char)in->data[i];

		if ((c < 0x20 && strchr("\t\r\n", c) == NULL) || c == 0 ||
		    c == 0x7f) {
			text_printf(why, "%s has a control byte \\x%02x\n",
				    name, c);
			return;
		}
	}
}

void judge(const struct section *expect, const struct result *result,
	   struct text *why)
{
	struct cursor cursor = { .at = 0 };
	bool has_exit = false;

	while (expect != NULL && section_next(expect, &cursor)) {
		struct text buf = { .data = NULL };
		const char *line = cursor.line.data;
		const char *wrong = judge_line(result, line, &buf);

		has_exit |= after(line, "exit ") != NULL;
		if (wrong != NULL)
			text_printf(why, "%s: %s\n", line, wrong);
		text_free(&buf);
	}
	if (!has_exit)
		text_str(why, "the case does not say its exit code\n");
	if (result->own_name) {
		judge_safety(&result->out, "stdout", why);
		judge_safety(&result->err, "stderr", why);
	}
}

/* Cuts the next line, without its end, off *TEXT; NULL when there is none. */
static char *cut_line(const char **text)
{
	size_t len = strcspn(*text, "\n");

	if (**text == '\0')
		return NULL;
	char *line = xstrndup(*text, len);
	*text += len + ((*text)[len] == '\n');
	return line;
}

void judge_lines(const struct section *lines, const struct text *out,
		 struct text *why)
{
	const char *wanted = text_cstr(&lines->body);
	const char *given = text_cstr(out);
	bool same = true;

	for (int number = 1; same; number++) {
		char *want = cut_line(&wanted);
		char *have = cut_line(&given);

		if (want == NULL && have == NULL)
			break;
		same = want && have && glob_match(want, have);
		if (!same)
			text_printf(why,
				    "stdout line %d is not\n  %s\nbut\n  %s\n",
				    number, want ? want : "(the end)",
				    have ? have : "(the end)");
		free(want);
		free(have);
	}
}
