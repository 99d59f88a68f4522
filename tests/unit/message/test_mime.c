/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message/mime: a message of parts, as it goes out.  What is wanted is what
 * swaks sends for the same options, but for the boundary.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "composed.h"
#include "message/message.h"

#define B0 "----=_MIME_BOUNDARY_000_0000000000000007"
#define B1 "----=_MIME_BOUNDARY_001_0000000000000007"
#define MIXED HEADER "MIME-Version: 1.0\r\n" \
	"Content-Type: multipart/mixed; boundary=\"" B0 "\"\r\n"
#define ALTERNATIVE HEADER "MIME-Version: 1.0\r\n" \
	"Content-Type: multipart/alternative; boundary=\"" B0 "\"\r\n"
#define PLAIN "Content-Type: text/plain\r\n\r\n"
#define OCTETS "Content-Type: application/octet-stream\r\n" \
	"Content-Disposition: attachment\r\n" \
	"Content-Transfer-Encoding: BASE64\r\n\r\n"
#define FIRST "\r\n--" B0 "\r\n" PLAIN BODY "\r\n"
#define END "--" B0 "--\r\n\r\n\r\n.\r\n"

/* Parts as a table: content, type, name. */
struct bit {
	bool body;
	const char *content, *type, *name;
};

static const char octets[] = "application/octet-stream";

static struct composition of_parts(const struct bit *bits, size_t n,
				   struct part *parts)
{
	struct composition c = plain();

	c.mime = true;
	c.nonce = 7;
	c.loose_headers = true;
	c.parts = parts;
	c.part_count = n;
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct part){ .content = text(bits[i].content),
					  .type = bits[i].type,
					  .name = bits[i].name,
					  .body = bits[i].body };
	return c;
}

static void check_parts(const struct bit *bits, size_t n, const char *want)
{
	struct part parts[8];
	struct composition c = of_parts(bits, n, parts);

	check(&c, want);
}

static void attachments(void **state)
{
	static const struct bit one = { false, "aa", octets, NULL };
	static const struct bit named[] = {
		{ false, "aa", octets, "a.txt" },
		{ false, "", "x/y", "b" },
	};

	(void)state;
	check_parts(NULL, 0, MIXED FIRST END);
	check_parts(&one, 1, MIXED FIRST "--" B0 "\r\n" OCTETS
		    "YWE=\r\n\r\n" END);
	check_parts(named, 2, MIXED FIRST "--" B0 "\r\n"
		    "Content-Type: application/octet-stream; name=\"a.txt\""
		    "\r\nContent-Description: a.txt\r\n"
		    "Content-Disposition: attachment; filename=\"a.txt\"\r\n"
		    "Content-Transfer-Encoding: BASE64\r\n\r\n"
		    "YWE=\r\n\r\n--" B0 "\r\n"
		    "Content-Type: x/y; name=\"b\"\r\n"
		    "Content-Description: b\r\n"
		    "Content-Disposition: attachment; filename=\"b\"\r\n"
		    "Content-Transfer-Encoding: BASE64\r\n\r\n\r\n" END);
}

/* Plain text without a name is text, in which tokens have a meaning. */
static void texts(void **state)
{
	static const struct bit plain_parts[] = {
		{ false, "a\\n.b %BODY% %FROM_ADDRESS%\n", "Text/Plain", NULL },
		{ false, "a\\n", "text/plain", "n" },
		{ false, "a", "text/plain; charset=utf-8", NULL },
	};

	(void)state;
	check_parts(plain_parts, 3, MIXED FIRST "--" B0 "\r\n"
		    "Content-Type: Text/Plain\r\n\r\n"
		    "a\r\n..b %BODY% f@x.example\r\n\r\n--" B0 "\r\n"
		    "Content-Type: text/plain; name=\"n\"\r\n"
		    "Content-Description: n\r\n"
		    "Content-Disposition: attachment; filename=\"n\"\r\n"
		    "Content-Transfer-Encoding: BASE64\r\n\r\n"
		    "YVxu\r\n\r\n--" B0 "\r\n"
		    "Content-Type: text/plain; charset=utf-8\r\n"
		    "Content-Disposition: attachment\r\n"
		    "Content-Transfer-Encoding: BASE64\r\n\r\n"
		    "YQ==\r\n\r\n" END);
}

/* Bodies come first, whatever the order; several are alternatives. */
static void bodies(void **state)
{
	static const struct bit one[] = {
		{ false, "att", octets, NULL },
		{ true, "b", "text/plain", NULL },
	};
	static const struct bit two[] = {
		{ true, "b", "text/plain", NULL },
		{ true, "<b>", "text/html", NULL },
	};
	static const struct bit picture = { true, "a", "image/x", NULL };
	static const struct bit nested[] = {
		{ true, "b", "text/plain", NULL },
		{ false, "att", octets, NULL },
		{ true, "<b>", "text/html", NULL },
	};

	(void)state;
	check_parts(one, 2, MIXED "\r\n--" B0 "\r\n" PLAIN "b\r\n--" B0 "\r\n"
		    OCTETS "YXR0\r\n\r\n" END);
	check_parts(two, 2, ALTERNATIVE "\r\n--" B0 "\r\n" PLAIN "b\r\n"
		    "--" B0 "\r\nContent-Type: text/html\r\n"
		    "Content-Transfer-Encoding: BASE64\r\n\r\n"
		    "PGI+\r\n\r\n" END);
	check_parts(&picture, 1, MIXED "\r\n--" B0 "\r\n"
		    "Content-Type: image/x\r\n"
		    "Content-Disposition: attachment\r\n"
		    "Content-Transfer-Encoding: BASE64\r\n\r\n"
		    "YQ==\r\n\r\n" END);
	check_parts(nested, 3, MIXED "\r\n--" B0 "\r\n"
		    "Content-Type: multipart/alternative; boundary=\"" B1 "\""
		    "\r\n\r\n--" B1 "\r\n" PLAIN "b\r\n--" B1 "\r\n"
		    "Content-Type: text/html\r\n"
		    "Content-Transfer-Encoding: BASE64\r\n\r\n"
		    "PGI+\r\n\r\n--" B1 "--\r\n--" B0 "\r\n" OCTETS
		    "YXR0\r\n\r\n" END);
}

/* In the user's own text the parts stand where the body would. */
static void in_data(void **state)
{
	static const struct bit one = { false, "aa", octets, NULL };
	struct part part;
	struct composition c = of_parts(&one, 1, &part);

	(void)state;
	c.data = text("A: 1\n\nx%BODY%y");
	check(&c, "A: 1\r\n\r\nx--" B0 "\r\n" PLAIN BODY "\r\n--" B0 "\r\n"
	      OCTETS "YWE=\r\n\r\n--" B0 "--\r\ny\r\n.\r\n");
	c.data = text("A: 1\n%BODY%");
	check(&c, "A: 1\r\n--" B0 "\r\n" PLAIN BODY "\r\n--" B0 "\r\n"
	      OCTETS "YWE=\r\n\r\n--" B0 "--\r\n\r\n.\r\n");
	c.data = text("A: 1\n\nno token");
	check(&c, "A: 1\r\n\r\nno token\r\n.\r\n");
	c.data = text(NULL);
	c.no_fixup = true;
	check(&c, "Date: %DATE%\\nTo: %TO_ADDRESS%\\nFrom: %FROM_ADDRESS%\\n"
	      "Subject: test %DATE%\\nMessage-Id: <%MESSAGEID%>\n"
	      "X-Mailer: mailer 1\\nMIME-Version: 1.0\\n"
	      "Content-Type: multipart/mixed; boundary=\"" B0 "\"\\n"
	      "%NEW_HEADERS%\\n%BODY%\\n\r\n");
}

/*
 * New headers stand behind those of MIME; Content-Type: is the first part's,
 * since it is the last one before an empty line.
 */
static void headers(void **state)
{
	static const struct bit one = { false, "aa", octets, NULL };
	struct part part;
	struct composition c = of_parts(&one, 1, &part);

	(void)state;
	strings_add(&c.added, "X: 1");
	strings_add(&c.headers, "Content-Type: text/html");
	strings_add(&c.headers, "Y: 2");
	check(&c, MIXED "X: 1\r\nY: 2\r\n\r\n--" B0 "\r\n"
	      "Content-Type: text/html\r\n\r\n" BODY "\r\n--" B0 "\r\n"
	      OCTETS "YWE=\r\n\r\n" END);
	c.data = text("A: 1\n%BODY%");
	check(&c, "A: 1\r\n--" B0 "\r\nContent-Type: text/html\r\nX: 1\r\n"
	      "Y: 2\r\n\r\n" BODY "\r\n--" B0 "\r\n" OCTETS
	      "YWE=\r\n\r\n--" B0 "--\r\n\r\n.\r\n");
	strings_release(&c.added);
	strings_release(&c.headers);
}

/* A body that is put in at the end: no token, and no header ends in it. */
static void literal(void **state)
{
	struct composition c = plain();

	(void)state;
	c.body = text("a %DATE%\n\nb\\n\n");
	c.body.literal = true;
	check(&c, HEADER "\r\na %DATE%\r\n\r\nb\\n\r\n\r\n\r\n\r\n.\r\n");
	c.mime = true;
	c.nonce = 7;
	check(&c, MIXED "\r\n--" B0 "\r\n" PLAIN
	      "a %DATE%\r\n\r\nb\\n\r\n\r\n" END);
}

/* A boundary that is in a text is not the boundary. */
static void boundaries(void **state)
{
	static const struct bit evil[] = {
		{ true, "--" B0 "--\n", "text/plain", NULL },
		{ false, "--" B1 "--\n", "text/plain", NULL },
	};
	struct part parts[2];
	struct composition c = of_parts(evil, 2, parts);
	struct message *m;
	struct buf got;
	struct err err;

	(void)state;
	m = compose(&c, &err);
	assert_non_null(m);
	send_message(m, 4096, &got);
	assert_non_null(strstr(buf_str(&got), "boundary=\"----=_MIME_BOUNDARY_"
					      "000_0000000000000008\""));
	assert_non_null(strstr(buf_str(&got), "\r\n--" B0 "--\r\n"));
	buf_release(&got);
	message_free(m);
}

/* What swaks writes as it is, the other name quotes, encodes or refuses. */
static void strict(void **state)
{
	static const struct bit named[] = {
		{ false, "a", octets, "a\"b\\c d.txt" },
		{ false, "a", octets, "k\xc3\xa4se\r\nX: 1" },
		{ false, "a", octets, "%DATE%" },
	};
	static const char *const types[] = {
		"text", "/x", "x/", "", "a/b\r\nX: 1", "a/b\\nX: 1",
		"a/b\xc3\xa4",
	};
	struct part parts[3];
	struct composition c = of_parts(named, 3, parts);
	struct err err = { 0 };

	(void)state;
	c.loose_headers = false;
	check(&c, MIXED FIRST "--" B0 "\r\n"
	      "Content-Type: application/octet-stream; "
	      "name=\"a\\\"b\\\\c d.txt\"\r\n"
	      "Content-Description: a\"b\\c d.txt\r\n"
	      "Content-Disposition: attachment; "
	      "filename=\"a\\\"b\\\\c d.txt\"\r\n"
	      "Content-Transfer-Encoding: BASE64\r\n\r\nYQ==\r\n\r\n"
	      "--" B0 "\r\nContent-Type: application/octet-stream; "
	      "name*=UTF-8''k%C3%A4se%0D%0AX%3A%201\r\n"
	      "Content-Disposition: attachment; "
	      "filename*=UTF-8''k%C3%A4se%0D%0AX%3A%201\r\n"
	      "Content-Transfer-Encoding: BASE64\r\n\r\nYQ==\r\n\r\n"
	      "--" B0 "\r\nContent-Type: application/octet-stream; "
	      "name=\"%DATE%\"\r\nContent-Description: %DATE%\r\n"
	      "Content-Disposition: attachment; filename=\"%DATE%\"\r\n"
	      "Content-Transfer-Encoding: BASE64\r\n\r\nYQ==\r\n\r\n" END);
	for (size_t i = 0; i < LENGTH(types); i++) {
		parts[1].type = types[i];
		err.kind = ERR_NONE;
		assert_null(compose(&c, &err));
		assert_int_equal(err.kind, ERR_OPTION);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attachments),
		cmocka_unit_test(texts),
		cmocka_unit_test(bodies),
		cmocka_unit_test(in_data),
		cmocka_unit_test(headers),
		cmocka_unit_test(literal),
		cmocka_unit_test(boundaries),
		cmocka_unit_test(strict),
	};

	setenv("TZ", "EST5", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
