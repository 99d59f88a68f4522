/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message/compose: the messages that options make, as they go out.  What is
 * wanted here is what swaks sends for the same options.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "composed.h"
#include "message/message.h"

static void default_message(void **state)
{
	struct composition c = plain();

	(void)state;
	check(&c, HEADER "\r\n" BODY "\r\n\r\n\r\n.\r\n");
	c.cc = "c@z.example";
	c.bcc = "hidden@z.example";
	check(&c, DATE_TO "Cc: c@z.example\r\nFrom: f@x.example\r\n" REST
	      "\r\n" BODY "\r\n\r\n\r\n.\r\n");
	c = plain();
	c.from = "";
	check(&c, DATE_TO "From: \r\n" REST "\r\n" BODY
	      "\r\n\r\n\r\n.\r\n");
}

struct row {
	const char *data, *body, *want;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct composition c = plain();

		c.data = text(rows[i].data);
		c.body = text(rows[i].body);
		check(&c, rows[i].want);
	}
}

static void how_data_ends(void **state)
{
	static const struct row table[] = {
		{ "A: 1\n\nb", NULL, "A: 1\r\n\r\nb\r\n.\r\n" },
		{ "A: 1\n\nb\n", NULL, "A: 1\r\n\r\nb\r\n\r\n.\r\n" },
		{ "A: 1\n\nb\n\n\n", NULL,
		  "A: 1\r\n\r\nb\r\n\r\n\r\n\r\n.\r\n" },
		{ "A: 1\n\n", NULL, "A: 1\r\n\r\n\r\n.\r\n" },
		{ "A: 1\n", NULL, "A: 1\r\n\r\n\r\n.\r\n" },
		{ "A: 1", NULL, "A: 1\r\n\r\n\r\n.\r\n" },
		{ "\n\nb", NULL, "\r\nb\r\n.\r\n" },
		{ "\nb", NULL, "\r\nb\r\n\r\n\r\n.\r\n" },
		{ "\n", NULL, "\r\n\r\n.\r\n" },
		{ "", NULL, "\r\n\r\n.\r\n" },
		/* the user's own end mark, and what is none */
		{ "A: 1\n\nb\n.", NULL, "A: 1\r\n\r\nb\r\n.\r\n" },
		{ "A: 1\n\nb\n.\n", NULL, "A: 1\r\n\r\nb\r\n.\r\n" },
		{ "A: 1\n\nb\n.\n\n", NULL, "A: 1\r\n\r\nb\r\n\r\n.\r\n" },
		{ "A: 1\n\nb\\n.", NULL, "A: 1\r\n\r\nb\r\n.\r\n" },
		{ "A: 1\n\nb%NEWLINE%.", NULL, "A: 1\r\n\r\nb\r\n.\r\n" },
		{ "A: 1\n\n.", NULL, "A: 1\r\n\r\n.\r\n" },
		{ "A: 1\n\n.\n.\n", NULL, "A: 1\r\n\r\n..\r\n.\r\n" },
		{ "A: 1\n\nb\n..", NULL, "A: 1\r\n\r\nb\r\n...\r\n.\r\n" },
		{ "A: 1\n.\n", NULL, "A: 1\r\n..\r\n\r\n\r\n.\r\n" },
		{ "A: 1\nb\n.\n\n", NULL,
		  "A: 1\r\nb\r\n..\r\n\r\n\r\n.\r\n" },
		{ "A: 1\n.\nb\n\nc\n.c", NULL,
		  "A: 1\r\n..\r\nb\r\n\r\nc\r\n..c\r\n.\r\n" },
		/* swaks leaves a dot at the very beginning alone */
		{ ".\nb", NULL, "..\r\nb\r\n\r\n\r\n.\r\n" },
	};

	(void)state;
	check_rows(table, LENGTH(table));
}

static void bodies(void **state)
{
	static const struct row table[] = {
		{ NULL, "b", HEADER "\r\nb\r\n\r\n\r\n.\r\n" },
		{ NULL, "b\\nc", HEADER "\r\nb\r\nc\r\n\r\n\r\n.\r\n" },
		{ NULL, "b\n", HEADER "\r\nb\r\n\r\n\r\n.\r\n" },
		{ NULL, "b\n.\n", HEADER "\r\nb\r\n..\r\n\r\n\r\n.\r\n" },
		{ NULL, "b\n\nc", HEADER "\r\nb\r\n\r\nc\r\n\r\n.\r\n" },
		{ NULL, "b\n\nc\n.\n",
		  HEADER "\r\nb\r\n\r\nc\r\n..\r\n\r\n\r\n.\r\n" },
		{ NULL, "b\n\nc\n.", HEADER "\r\nb\r\n\r\nc\r\n.\r\n" },
		{ NULL, "", HEADER "\r\n\r\n\r\n.\r\n" },
		{ NULL, "%DATE% %BODY% %NEW_HEADERS%",
		  HEADER "\r\n" DATE " %BODY% %NEW_HEADERS%"
		  "\r\n\r\n\r\n.\r\n" },
		{ "A: 1\n\n[%BODY%]", "x\n.\ny\n.",
		  "A: 1\r\n\r\n[x\r\n..\r\ny\r\n..]\r\n.\r\n" },
		{ "A: 1\n\n%BODY%", "x\n.", "A: 1\r\n\r\nx\r\n.\r\n" },
		{ "A: 1\n\n%BODY% %BODY%\n", NULL,
		  "A: 1\r\n\r\n" BODY " " BODY "\r\n\r\n.\r\n" },
		/* the body may hold the end of the header */
		{ "A: 1\n%BODY%", "x\n", "A: 1\r\nx\r\n\r\n\r\n.\r\n" },
		{ "A: 1\n%BODY%\n", "\nx", "A: 1\r\n\r\nx\r\n\r\n.\r\n" },
		{ "A: 1\n%BODY%\nB: 2", "x\n\ny",
		  "A: 1\r\nx\r\n\r\ny\r\nB: 2\r\n.\r\n" },
		/* a token is no line end when the header's is sought */
		{ "Date: C%DATE%%NEWLINE%%NEWLINE%C%BODY%", NULL,
		  "Date: C" DATE "\r\n\r\nC" BODY "\r\n\r\n\r\n.\r\n" },
	};

	(void)state;
	check_rows(table, LENGTH(table));
}

static void all_tokens(void **state)
{
	struct composition c = plain();

	(void)state;
	c.cc = "c@z.example";
	c.bcc = "b@z.example";
	c.data = text("%FROM_ADDRESS%|..TO_ADDRESS..|%CC_ADDRESS%|"
		      "%BCC_ADDRESS%|%MESSAGEID%|%SWAKS_VERSION%|..DATE..|"
		      "%NEW_HEADERS%%NEWLINE%..BODY....NEWLINE..");
	strings_add(&c.added, "X: 1");
	check(&c, "f@x.example|t@y.example|c@z.example|b@z.example|" ID
	      "|1|" DATE "|X: 1\r\n\r\n" BODY "\r\n\r\n\r\n\r\n.\r\n");
	strings_release(&c.added);
	c = plain();
	c.data = text("[%CC_ADDRESS%%BCC_ADDRESS%]\n\n");
	check(&c, "[]\r\n\r\n\r\n.\r\n");
}

static void headers(void **state)
{
	struct composition c = plain();

	(void)state;
	strings_add(&c.headers, "subject: %TO_ADDRESS% %BODY%");
	strings_add(&c.headers, "X-New: 1\\nX-Mailer: me");
	strings_add(&c.added, "X-Added: 2\\n folded");
	check(&c, DATE_TO "From: f@x.example\r\n"
	      "subject: t@y.example %BODY%\r\nMessage-Id: <" ID ">\r\n"
	      "X-Mailer: me\r\nX-Added: 2\r\n folded\r\nX-New: 1\r\n\r\n"
	      BODY "\r\n\r\n\r\n.\r\n");
	c.data = text("Subject: a\n b\nX: %NEW_HEADERS%\n\nbody\n"
		      "Subject: c\n%NEW_HEADERS%");
	check(&c, "subject: t@y.example %BODY%\r\n"
	      "X: X-Added: 2\r\n folded\r\nX-New: 1\r\nX-Mailer: me\r\n"
	      "\r\n\r\nbody\r\nSubject: c\r\n%NEW_HEADERS%\r\n.\r\n");
	c.data = text("A: 1\n\nbody");
	check(&c, "A: 1\r\nX-Added: 2\r\n folded\r\n"
	      "subject: t@y.example %BODY%\r\nX-New: 1\r\nX-Mailer: me\r\n"
	      "\r\nbody\r\n.\r\n");
	/* a body in the header's place, that ends it */
	c.data = text("A: 1\n%BODY%\n");
	c.body = text("B: 2\n\nb");
	check(&c, "A: 1\r\nX-Added: 2\r\n folded\r\n"
	      "subject: t@y.example %BODY%\r\nX-New: 1\r\nX-Mailer: me\r\n"
	      "B: 2\r\n\r\nb\r\n\r\n.\r\n");
	strings_release(&c.headers);
	strings_release(&c.added);
}

static void from_line(void **state)
{
	struct composition c = plain();

	(void)state;
	c.data = text("From a b\nA: 1\n\nFrom c\n");
	check(&c, "A: 1\r\n\r\nFrom c\r\n\r\n.\r\n");
	c.keep_from_line = true;
	check(&c, "From a b\r\nA: 1\r\n\r\nFrom c\r\n\r\n.\r\n");
	c = plain();
	c.data = text("From a b%NEWLINE%A: 1%NEWLINE%%NEWLINE%b");
	check(&c, "A: 1\r\n\r\nb\r\n\r\n\r\n.\r\n");
	c.data = text("From a b\n\nb");
	check(&c, "\r\nb\r\n.\r\n");
	/* a line with a dot comes first now */
	c.data = text("From a b\n.A: 1\n\nb");
	check(&c, "..A: 1\r\n\r\nb\r\n.\r\n");
}

/* Nothing is added but what ends the last line, no dot either. */
static void no_fixup(void **state)
{
	struct composition c = plain();

	(void)state;
	c.no_fixup = true;
	c.body = text("unused");
	strings_add(&c.headers, "X: 1");
	c.data = text("From a b\nA: %DATE%\\n\n.b\r\n.\n");
	check(&c, "From a b\nA: %DATE%\\n\n.b\r\n.\n\r\n");
	c.data = text("A: 1\r\n\r\nb\r\n.\r\n");
	check(&c, "A: 1\r\n\r\nb\r\n.\r\n");
	c.data = text(NULL);
	check(&c, "Date: %DATE%\\nTo: %TO_ADDRESS%\\nFrom: %FROM_ADDRESS%\\n"
	      "Subject: test %DATE%\\nMessage-Id: <%MESSAGEID%>\n"
	      "X-Mailer: mailer 1\\n%NEW_HEADERS%\\n%BODY%\\n\r\n");
	strings_release(&c.headers);
}

static void refused(void **state)
{
	struct composition all[] = { plain(), plain(), plain(), plain(),
				     plain(), plain() };
	struct err err;

	(void)state;
	all[0].from = "a@b\r\nX: 1";
	all[1].to = "a@b\n";
	all[2].cc = "a@b\r";
	all[3].bcc = "\na@b";
	strings_add(&all[4].headers, "no name");
	strings_add(&all[5].added, "A: 1\nB: 2");
	for (size_t i = 0; i < LENGTH(all); i++) {
		err.kind = ERR_NONE;
		assert_null(compose(&all[i], &err));
		assert_int_equal(err.kind, ERR_OPTION);
		if (i > 3) {
			struct message *m;

			all[i].loose_headers = true;
			m = compose(&all[i], &err);
			assert_non_null(m);
			message_free(m);
		}
		strings_release(&all[i].headers);
		strings_release(&all[i].added);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_message),
		cmocka_unit_test(how_data_ends),
		cmocka_unit_test(bodies),
		cmocka_unit_test(all_tokens),
		cmocka_unit_test(headers),
		cmocka_unit_test(from_line),
		cmocka_unit_test(no_fixup),
		cmocka_unit_test(refused),
	};

	setenv("TZ", "EST5", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
