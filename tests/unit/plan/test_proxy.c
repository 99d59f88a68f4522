/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan/proxy: the PROXY header that the options come to, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "making.h"

#define BASE SERVER, TO
#define V2 "--proxy-version", "2"
#define FAMILY(name) "--proxy-family", name
#define ENDS(source, dest) "--proxy-source", source, "--proxy-source-port", \
	"4660", "--proxy-dest", dest, "--proxy-dest-port", "25"
#define IPV4 ENDS("192.0.2.1", "198.51.100.2")

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"

/* A string's bytes without its NUL. */
#define BYTES(text) text, sizeof(text) - 1

static void expect(const char *const *args, const char *bytes, size_t n)
{
	struct making m;
	const struct proxy_plan *x = &m.plan.proxy;

	making_good(&m, "swaks", making_join(LIST(BASE), args));
	assert_int_equal(x->header.len, n);
	assert_memory_equal(buf_str(&x->header), bytes, n);
	making_close(&m);
}

static void none(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(BASE, V2));
	assert_int_equal(m.plan.proxy.version, 0);
	assert_int_equal(m.plan.proxy.header.len, 0);
	making_close(&m);
}

static void version_1(void **state)
{
	struct making m;

	(void)state;
	expect(LIST(FAMILY("TCP4"), IPV4),
	       BYTES("PROXY TCP4 192.0.2.1 198.51.100.2 4660 25\r\n"));
	expect(LIST(FAMILY("tcp6"), ENDS("2001:db8::1", "::2")),
	       BYTES("PROXY TCP6 2001:DB8::1 ::2 4660 25\r\n"));
	/* parts that do not fit are what a server is to be shown */
	expect(LIST(FAMILY("TCP4"), ENDS("::1", "nonsense"),
		    "--proxy-version", "01"),
	       BYTES("PROXY TCP4 ::1 NONSENSE 4660 25\r\n"));
	making_good(&m, "smtpcheck", LIST(BASE, FAMILY("TCP4"), IPV4));
	assert_string_equal(m.plan.proxy.shown,
			    "PROXY TCP4 192.0.2.1 198.51.100.2 4660 25");
	making_close(&m);
}

static void version_2(void **state)
{
	(void)state;
	expect(LIST(V2, FAMILY("AF_INET"), IPV4),
	       BYTES(SIGNATURE "\x21\x11\0\x0c\xc0\0\2\1\xc6\x33\x64\2"
		     "\x12\x34\0\x19"));
	expect(LIST(V2, FAMILY("af_inet6"), ENDS("2001:db8::1", "::2")),
	       BYTES(SIGNATURE "\x21\x21\0\x24\x20\1\r\xb8\0\0\0\0\0\0\0\0\0"
		     "\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\x12\x34\0"
		     "\x19"));
	expect(LIST(V2, FAMILY("AF_INET"), IPV4, "--proxy-protocol",
		    "dgram"),
	       BYTES(SIGNATURE "\x21\x12\0\x0c\xc0\0\2\1\xc6\x33\x64\2"
		     "\x12\x34\0\x19"));
	expect(LIST(V2, FAMILY("AF_UNSPEC"), IPV4, "--proxy-protocol",
		    "UNSPEC"),
	       BYTES(SIGNATURE "\x21\0\0\x0c\xc0\0\2\1\xc6\x33\x64\2\x12\x34"
		     "\0\x19"));
	/* LOCAL has no addresses, but all 16 bytes of a head */
	expect(LIST(V2, FAMILY("AF_INET"), IPV4, "--proxy-command", "local"),
	       BYTES(SIGNATURE "\x20\0\0\0"));
}

static void version_2_paths(void **state)
{
	static const char head[] = SIGNATURE "\x21\x31\0\xd8";
	const size_t n = sizeof(head) - 1;
	struct making m;
	const struct buf *header = &m.plan.proxy.header;

	(void)state;
	making_good(&m, "smtpcheck", LIST(BASE, V2, FAMILY("AF_UNIX"),
					  ENDS("/run/a", "/run/B")));
	assert_int_equal(header->len, n + 216);
	assert_memory_equal(header->data, head, n);
	assert_string_equal(header->data + n, "/run/a");
	assert_string_equal(header->data + n + 108, "/run/B");
	for (size_t i = n + 108 + 6; i < header->len; i++)
		assert_int_equal(header->data[i], 0);
	making_close(&m);
}

static void raw_text(void **state)
{
	(void)state;
	expect(LIST("--proxy", "FOO bar"), BYTES("PROXY FOO bar\r\n"));
	expect(LIST("--proxy", "PROXY FOO bar"), BYTES("PROXY FOO bar\r\n"));
	expect(LIST("--proxy", "PROXY FOO\r\n"), BYTES("PROXY FOO\r\n"));
	expect(LIST("--proxy", " PROXY FOO"), BYTES("PROXY  PROXY FOO\r\n"));
	expect(LIST("--proxy", "base64:Rk9P"), BYTES("PROXY FOO\r\n"));
	expect(LIST("--proxy", "@@FOO"), BYTES("PROXY @FOO\r\n"));
	expect(LIST(V2, "--proxy", "FOO"), BYTES(SIGNATURE "FOO"));
	/* bytes that no command line can hold, the signature with or without */
	expect(LIST(V2, "--proxy", "base64:IREAAA=="),
	       BYTES(SIGNATURE "\x21\x11\0\0"));
	expect(LIST(V2, "--proxy", "base64:DQoNCgANClFVSVQKIREAAA=="),
	       BYTES(SIGNATURE "\x21\x11\0\0"));
}

/* What --dump shows of it. */
static void raw_shown(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "swaks", LIST(BASE, "--proxy", "PROXY FOO"));
	assert_string_equal(m.plan.proxy.raw, "FOO");
	assert_string_equal(m.plan.proxy.shown, "PROXY FOO");
	making_close(&m);
	making_good(&m, "swaks", LIST(BASE, V2, "--proxy", "FOO"));
	assert_string_equal(m.plan.proxy.raw, "Rk9P");
	assert_string_equal(m.plan.proxy.shown, "DQoNCgANClFVSVQKRk9P");
	making_close(&m);
}

static void with_file(const char *content, size_t n, const char *version,
		      const char *bytes, size_t bytes_n)
{
	char path[] = "/tmp/smtpcheck-proxy.XXXXXX", option[64];
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, n), n);
	close(fd);
	snprintf(option, sizeof(option), "@%s", path);
	expect(LIST("--proxy", option, "--proxy-version", version), bytes,
	       bytes_n);
	unlink(path);
}

static void raw_file(void **state)
{
	(void)state;
	with_file(BYTES("PROXY TCP4 a b\n"), "1", BYTES("PROXY TCP4 a b\r\n"));
	with_file(BYTES("TCP4 a b\r\n"), "1", BYTES("PROXY TCP4 a b\r\n"));
	with_file(BYTES(""), "1", BYTES("PROXY \r\n"));
	with_file(BYTES(SIGNATURE "\x21\x11\0\0\r\n"), "2",
		  BYTES(SIGNATURE "\x21\x11\0\0\r\n"));
}

/* Each of them is exit 35. */
static void expect_bad(const char *const *args, const char *part)
{
	const char *const *whole = making_join(LIST(BASE), args);

	for (size_t i = 0; i < 2; i++) {
		struct making m;

		making_bad(making_names[i], whole, part);
		making_open(&m, making_names[i], whole);
		assert_int_equal(m.err.kind, ERR_OPTION);
		assert_int_equal(m.err.number, EXIT_PROXY_OPTION);
		making_close(&m);
	}
}

static void incomplete(void **state)
{
	(void)state;
	expect_bad(LIST(FAMILY("TCP4")), "--proxy-source, --proxy-source-port");
	expect_bad(LIST(IPV4), "--proxy-family");
	expect_bad(LIST("--proxy-dest", "a"), "--proxy-dest-port");
	expect_bad(LIST("--proxy-command", "LOCAL"), "--proxy-family");
	expect_bad(LIST("--proxy-protocol", "STREAM"), "--proxy-family");
}

static void excluded(void **state)
{
	(void)state;
	expect_bad(LIST("--proxy", "x", FAMILY("TCP4")), "excludes");
	expect_bad(LIST("--proxy", "x", "--proxy-source-port", "1"),
		   "excludes");
	expect_bad(LIST("--proxy", "x", "--proxy-command", "PROXY"),
		   "excludes");
}

static void unknown_words(void **state)
{
	static const char *const versions[] = {
		"0", "3", "=1", "1.5", "foo", "11111111111111111111",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(versions); i++)
		expect_bad(LIST("--proxy-version", versions[i]), "version");
	expect_bad(LIST(FAMILY("AF_INET"), IPV4), "family");
	expect_bad(LIST(V2, FAMILY("TCP4"), IPV4), "family");
	expect_bad(LIST(FAMILY("TCP4"), IPV4, "--proxy-protocol", "x"),
		   "protocol");
	expect_bad(LIST(FAMILY("TCP4"), IPV4, "--proxy-command", "x"),
		   "command");
}

static void unsayable(void **state)
{
	static char path[200] = "/", text[70000];

	(void)state;
	memset(path + 1, 'x', sizeof(path) - 2);
	memset(text, 'x', sizeof(text) - 1);
	expect_bad(LIST(V2, FAMILY("AF_INET"), ENDS("foo", "192.0.2.1")),
		   "no addresses");
	expect_bad(LIST(V2, FAMILY("AF_INET"), ENDS("192.0.2.1", "/a")),
		   "no addresses");
	expect_bad(LIST(V2, FAMILY("AF_UNIX"), ENDS(path, "/a")),
		   "no addresses");
	expect_bad(LIST(V2, FAMILY("AF_INET"), IPV4, "--proxy-dest-port",
			"99999"), "port");
	expect_bad(LIST(V2, FAMILY("AF_INET"), IPV4, "--proxy-source-port",
			"smtp"), "port");
	expect_bad(LIST("--proxy", "base64:no base64"), "base64");
	expect_bad(LIST("--proxy", "@/nonexistent/file"), "/nonexistent/file");
	expect_bad(LIST("--proxy", "@/"), "cannot read");
	expect_bad(LIST("--proxy", "@/dev/zero"), "too large");
	expect_bad(LIST("--proxy", text), "too long");
	expect_bad(LIST(FAMILY("TCP4"), ENDS("a\r\nQUIT", "b")),
		   "--proxy-source");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none),
		cmocka_unit_test(version_1),
		cmocka_unit_test(version_2),
		cmocka_unit_test(version_2_paths),
		cmocka_unit_test(raw_text),
		cmocka_unit_test(raw_shown),
		cmocka_unit_test(raw_file),
		cmocka_unit_test(incomplete),
		cmocka_unit_test(excluded),
		cmocka_unit_test(unknown_words),
		cmocka_unit_test(unsayable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
