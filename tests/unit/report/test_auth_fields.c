/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/auth_fields: lines of AUTH exchanges in their fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "report/auth_fields.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))
#define BYTES(text) text, sizeof(text) - 1

static void check(const struct auth_view *view, bool sent,
		  const char *expected)
{
	struct strings lines = { 0 };
	struct buf joined;

	buf_init(&joined, 1 << 20);
	auth_fields(&lines, view, sent);
	for (size_t i = 0; i < lines.count; i++)
		buf_addf(&joined, "%s%s", i ? "|" : "", lines.at[i]);
	assert_string_equal(buf_str(&joined), expected);
	buf_release(&joined);
	strings_release(&lines);
}

static const struct {
	const char *mechanism;
	bool sent;
	const char *bytes;
	size_t n;
	const char *fields;
} table[] = {
	{ "PLAIN", true, BYTES("\0fred\0HIDDEN"),
	  "user name: fred|password: HIDDEN" },
	{ "PLAIN", true, BYTES("tim\0fred\0HIDDEN"),
	  "acts as: tim|user name: fred|password: HIDDEN" },
	{ "PLAIN", true, BYTES("fred"),
	  "acts as: fred|user name: none|password: none" },
	{ "LOGIN", false, BYTES("Username:"), "asks: Username:" },
	{ "LOGIN-INITIAL", true, BYTES("fred"), "answers: fred" },
	{ "CRAM-MD5", false, BYTES("<1.2@x>"), "challenge: <1.2@x>" },
	{ "CRAM-MD5", true, BYTES("fred w 0123"),
	  "user name: fred w|digest: 0123" },
	{ "CRAM-SHA1", true, BYTES("fred"), "user name: fred" },
	/* RFC 7677 section 3 */
	{ "SCRAM-SHA-256", true, BYTES("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"),
	  "channel binding: n, there is none|user name (n): user|"
	  "nonce (r): rOprNGfwEbeRWgbNEkqO" },
	{ "SCRAM-SHA-256", false,
	  BYTES("r=rOprNGfwEbeRWgbNEkqO%hvY,s=W22ZaJ0SNY7soEsUEjb6gQ==,"
		"i=4096"),
	  "nonce (r): rOprNGfwEbeRWgbNEkqO%hvY|"
	  "salt (s): W22ZaJ0SNY7soEsUEjb6gQ==|iterations (i): 4096" },
	{ "SCRAM-SHA-256", true, BYTES("c=biws,r=rOpr,p=HIDDEN"),
	  "channel binding, in base64 (c): biws|nonce (r): rOpr|"
	  "proof (p): HIDDEN" },
	{ "SCRAM-SHA-256", false, BYTES("v=6rri"),
	  "server's signature (v): 6rri" },
	{ "SCRAM-SHA-1", false, BYTES("e=invalid-proof"),
	  "error (e): invalid-proof" },
	{ "SCRAM-SHA-1-PLUS", true, BYTES("p=tls-exporter,a=tim,n=u,r=x"),
	  "channel binding: tls-exporter|acts as (a): tim|"
	  "user name (n): u|nonce (r): x" },
	{ "SCRAM-SHA-1", true, BYTES("y,,n=u,r=x"),
	  "channel binding: y, the server is thought to have none|"
	  "user name (n): u|nonce (r): x" },
	{ "SCRAM-SHA-1", false, BYTES("z,,=,=x"), "z: none|: none|: none|: x" },
	/* RFC 2831 section 4 */
	{ "DIGEST-MD5", false,
	  BYTES("realm=\"a,b \\\" c\", nonce=\"OA6\",qop=\"auth\","
		"charset=utf-8"),
	  "realm: \"a,b \\\" c\"|nonce: \"OA6\"|"
	  "quality of protection (qop): \"auth\"|charset: utf-8" },
	{ "DIGEST-MD5", true,
	  BYTES("username=\"fred\",nc=00000001,response=HIDDEN,qop=auth"),
	  "user name (username): \"fred\"|count of the nonce (nc): 00000001|"
	  "digest (response): HIDDEN|quality of protection (qop): auth" },
	{ "DIGEST-MD5", false, BYTES("realm=\"never closed, x"),
	  "realm: \"never closed, x" },
	{ "DIGEST-MD5", false, BYTES("a=\"\\"), "a: \"\\" },
	{ "XOAUTH2", true, BYTES("user=fred\1auth=Bearer HIDDEN\1\1"),
	  "user name (user): fred|authorization (auth): Bearer HIDDEN" },
	{ "OAUTHBEARER", true,
	  BYTES("n,a=fred,\1host=h\1port=587\1auth=Bearer HIDDEN\1\1"),
	  "channel binding: n, there is none|acts as (a): fred|host: h|"
	  "port: 587|authorization (auth): Bearer HIDDEN" },
	{ "XOAUTH2", false,
	  BYTES("{\"status\":\"400\",\"schemes\":\"Bearer\","
		"\"scope\":\"https://mail.example/\"}"),
	  "status: 400|schemes: Bearer|scope: https://mail.example/" },
	{ "OAUTHBEARER", false, BYTES("{\"a\" : 1 , \"b\":\"x\\\"y\"}"),
	  "a: 1 |b: x\\\"y" },
	{ "OAUTHBEARER", false, BYTES("{\"a"), "a: none" },
	{ "OAUTHBEARER", false, BYTES("{"), "" },
	{ "OAUTHBEARER", false, BYTES("not json"), "" },
	{ "EXTERNAL", true, BYTES("tim"), "acts as: tim" },
	{ "ANONYMOUS", true, BYTES("me@x"), "trace: me@x" },
	{ "GSSAPI", true, BYTES("xyz"), "" },
	{ "NTLM", true, BYTES("NTLMSS"), "" },
	{ "NTLM", true, BYTES("NTLMSSP\0\1\0\0"), "" },
	{ "NTLM", true, BYTES("NTLMSSP\0\1\0\0\0\7\xa2\0\0"),
	  "flags: 0x0000a207" },
	{ "LOGIN", false, BYTES("a\x1b[1m\n"), "asks: a\\x1b[1m\\x0a" },
};

static void tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct auth_view view = {
			.mechanism = table[i].mechanism,
			.bytes = table[i].bytes,
			.n = table[i].n,
		};

		check(&view, table[i].sent, table[i].fields);
	}
}

static void nothing(void **state)
{
	const struct auth_view none = { .bytes = "x", .n = 1 };
	const struct auth_view empty = { .mechanism = "PLAIN", .bytes = "" };

	(void)state;
	check(&none, true, "");
	check(&empty, true, "");
}

/* The message of a case: the target DOM, and a nonce. */
static const char challenge[] =
	"NTLMSSP\0\2\0\0\0\6\0\6\0\x30\0\0\0\5\x82\x81\0\x88\x77\x66\x55\x44"
	"\x33\x22\x11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0D\0O\0M\0";

static void ntlm_challenge(void **state)
{
	const struct auth_view view = { .mechanism = "NTLM",
					.bytes = challenge,
					.n = sizeof(challenge) - 1 };

	(void)state;
	check(&view, false,
	      "flags: 0x00818205|target: DOM|challenge: 8877665544332211");
}

/* 24 bytes of LM response, 24 of NT, then D, fred and w: hidden by X. */
static const char answer[] =
	"NTLMSSP\0\3\0\0\0\x18\0\x18\0\x40\0\0\0\x18\0\x18\0\x58\0\0\0"
	"\2\0\2\0\x70\0\0\0\x08\0\x08\0\x72\0\0\0\2\0\2\0\x7a\0\0\0"
	"\0\0\0\0\x7c\0\0\0\1\0\0\0X"
	"D\0f\0r\0e\0d\0w\0";

static void ntlm_answer(void **state)
{
	struct auth_view view = { .mechanism = "NTLM", .bytes = answer,
				  .n = sizeof(answer) - 1,
				  .secret_at = 64, .secret_n = 48,
				  .shown_n = 1 };

	(void)state;
	check(&view, true,
	      "flags: 0x00000001|domain: D|user name: fred|workstation: w|"
	      "LM response: 24 bytes|NT response: 24 bytes");
}

/* Every beginning of a message, and none is read past its end. */
static void cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		for (size_t n = 0; n <= table[i].n; n++) {
			struct strings lines = { 0 };
			char *bytes = malloc(n ? n : 1);
			struct auth_view view = {
				.mechanism = table[i].mechanism,
				.bytes = bytes, .n = n,
			};

			memcpy(bytes, table[i].bytes, n);
			auth_fields(&lines, &view, table[i].sent);
			strings_release(&lines);
			free(bytes);
		}
	for (size_t n = 0; n < sizeof(answer); n++) {
		struct strings lines = { 0 };
		char *bytes = malloc(n ? n : 1);
		struct auth_view view = { .mechanism = "NTLM",
					  .bytes = bytes, .n = n };

		memcpy(bytes, answer, n);
		auth_fields(&lines, &view, true);
		strings_release(&lines);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(nothing),
		cmocka_unit_test(ntlm_challenge),
		cmocka_unit_test(ntlm_answer),
		cmocka_unit_test(cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
