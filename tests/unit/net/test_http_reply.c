/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/http_reply: whole replies, halves of them, and worse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "net/http_reply.h"
#include "net/https.h"
#include "net/interrupt.h"
#include "net/memwire.h"
#include "net/wire.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))
#define OK "HTTP/1.1 200 OK\r\n"

static int read_as(const char *text, size_t n, bool ended,
		   struct http_reply *r, struct err *err)
{
	char *exact = malloc(n ? n : 1);
	int result;

	assert_non_null(exact);
	memcpy(exact, text, n);
	*err = (struct err){ 0 };
	result = http_reply_read(exact, n, ended, r, err);
	free(exact);
	return result;
}

static void whole(void **state)
{
	static const struct {
		const char *text;
		int status;
		const char *body, *type;
	} table[] = {
		{ OK "Content-Length: 3\r\n\r\nabc", 200, "abc", NULL },
		{ OK "content-length:3\r\n\r\nabcdef", 200, "abc", NULL },
		{ OK "Content-Type:  text/plain; charset=x \r\n"
		  "Content-Length: 0\r\n\r\n", 200, "",
		  "text/plain; charset=x" },
		{ "HTTP/1.0 404\nContent-Length: 1\n\nx", 404, "x", NULL },
		{ OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
		  "2;x=y\r\nde\r\n0\r\n\r\n", 200, "abcde", NULL },
		{ OK "Transfer-Encoding: Chunked\r\nContent-Length: 9\r\n\r\n"
		  "00A\r\n0123456789\r\n0\r\n", 200, "0123456789", NULL },
		{ "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
		  OK "Content-Length: 1\r\n\r\nx", 200, "x", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *text = table[i].text;
		struct http_reply r;
		struct err err;

		assert_int_equal(read_as(text, strlen(text), false, &r, &err),
				 1);
		assert_int_equal(r.status, table[i].status);
		assert_string_equal(buf_str(&r.body), table[i].body);
		if (table[i].type)
			assert_string_equal(r.type, table[i].type);
		else
			assert_null(r.type);
		http_reply_release(&r);
	}
}

/* Each beginning of a reply is only that, and an error at the end. */
static void in_parts(void **state)
{
	static const char *const table[] = {
		OK "Content-Length: 3\r\n\r\nabc",
		OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < strlen(table[i]); n++) {
			struct http_reply r;
			struct err err;

			assert_int_equal(read_as(table[i], n, false, &r, &err),
					 0);
			http_reply_release(&r);
			assert_int_equal(read_as(table[i], n, true, &r, &err),
					 -1);
			assert_int_equal(err.kind, ERR_GRAMMAR);
			http_reply_release(&r);
		}
	}
}

static void up_to_the_end(void **state)
{
	static const char text[] = OK "\r\nabc";
	struct http_reply r;
	struct err err;

	(void)state;
	assert_int_equal(read_as(text, strlen(text), false, &r, &err), 0);
	http_reply_release(&r);
	assert_int_equal(read_as(text, strlen(text), true, &r, &err), 1);
	assert_string_equal(buf_str(&r.body), "abc");
	http_reply_release(&r);
}

static void bad(void **state)
{
	static const struct {
		const char *text;
		enum err_kind kind;
	} table[] = {
		{ "220 mail.example ESMTP\r\n", ERR_GRAMMAR },
		{ "HTTP/2 200\r\n\r\n", ERR_GRAMMAR },
		{ "HTTP/1.1 20x\r\n\r\n", ERR_GRAMMAR },
		{ "HTTP/1.1 2000\r\n\r\n", ERR_GRAMMAR },
		{ OK ": x\r\n\r\n", ERR_GRAMMAR },
		{ OK "no colon\r\n\r\n", ERR_GRAMMAR },
		{ OK "Content-Length: x\r\n\r\n", ERR_GRAMMAR },
		{ OK "Content-Length: -1\r\n\r\n", ERR_GRAMMAR },
		{ OK "Content-Length:\r\n\r\n", ERR_GRAMMAR },
		{ OK "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
		  ERR_GRAMMAR },
		{ OK "Content-Length: 65537\r\n\r\n", ERR_LIMIT },
		{ OK "Content-Length: 99999999999999999999999999\r\n\r\n",
		  ERR_LIMIT },
		{ OK "Transfer-Encoding: gzip\r\n\r\n", ERR_GRAMMAR },
		{ OK "Transfer-Encoding: chunked\r\n\r\nx\r\n", ERR_GRAMMAR },
		{ OK "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
		  ERR_GRAMMAR },
		{ OK "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
		  ERR_GRAMMAR },
		{ OK "Transfer-Encoding: chunked\r\n\r\n10001\r\n",
		  ERR_LIMIT },
		{ OK "Transfer-Encoding: chunked\r\n\r\n"
		  "fffffffffffffffffffffffffff\r\n", ERR_LIMIT },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *text = table[i].text;
		struct http_reply r;
		struct err err;

		assert_int_equal(read_as(text, strlen(text), false, &r, &err),
				 -1);
		assert_int_equal(err.kind, table[i].kind);
		http_reply_release(&r);
	}
}

static void without_end(void **state)
{
	static const char *const heads[] = {
		"", OK, OK "X: y\r\n", OK "\r\n",
		OK "Transfer-Encoding: chunked\r\n\r\n",
		"HTTP/1.1 100 Go on\r\n\r\n",
	};
	size_t most = HTTP_REPLY_MOST;
	char *bytes = malloc(most);

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < LENGTH(heads); i++) {
		struct http_reply r;
		struct err err;

		memset(bytes, 'a', most);
		memcpy(bytes, heads[i], strlen(heads[i]));
		assert_int_equal(read_as(bytes, most, false, &r, &err), -1);
		http_reply_release(&r);
	}
	free(bytes);
}

static void an_exchange(void **state)
{
	static const struct https_question q = { .host = "mta-sts.a.example",
						 .path = "/x" };
	static const char *const chunks[] = {
		OK "Content-", "Length: 2\r\n\r\nh", "i", NULL,
	};
	struct memscript script = { .chunks = chunks };
	const struct patience patience = { .clock = &clock_system,
					   .deadline = DEADLINE_NEVER };
	struct http_reply r;
	struct wire *w = memwire_new(&script);
	struct err err;

	(void)state;
	buf_init(&script.sent, 4096);
	assert_int_equal(http_exchange(w, &q, &patience, &r, &err), 0);
	assert_string_equal(buf_str(&r.body), "hi");
	assert_non_null(strstr(buf_str(&script.sent),
			       "GET /x HTTP/1.1\r\nHost: mta-sts.a.example\r\n"
			       ));
	assert_non_null(strstr(buf_str(&script.sent),
			       "Connection: close\r\n\r\n"));
	http_reply_release(&r);
	wire_close(w, true);
	buf_release(&script.sent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(in_parts),
		cmocka_unit_test(up_to_the_end),
		cmocka_unit_test(bad),
		cmocka_unit_test(without_end),
		cmocka_unit_test(an_exchange),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
