/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan/target: the server in each way it can be written, port, protocol. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "making.h"
#include "options/option.h"

#define V6 "2001:db8::1"

static const struct {
	const char *server, *host;
	unsigned port;
} servers[] = {
	{ "mail.example.net", "mail.example.net", 25 },
	{ "mail.example.net:587", "mail.example.net", 587 },
	{ "mail.example.net/465", "mail.example.net", 465 },
	{ "[mail.example.net]:26", "mail.example.net", 26 },
	{ "192.0.2.1", "192.0.2.1", 25 },
	{ "192.0.2.1:1", "192.0.2.1", 1 },
	{ "192.0.2.1:65535", "192.0.2.1", 65535 },
	{ "[" V6 "]:587", V6, 587 },
	{ "[" V6 "]/587", V6, 587 },
	{ "[" V6 "]", V6, 25 },
	{ V6, V6, 25 },
	{ V6 "/587", V6, 587 },
	{ "::1", "::1", 25 },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", 25 },
	{ "fe80::1%eth0", "fe80::1%eth0", 25 },
	{ "host:025", "host", 25 },
	{ "host:00025", "host", 25 },
};

static void every_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(servers); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    LIST("-s", servers[i].server, TO));
			assert_string_equal(m.plan.target.place,
					    servers[i].host);
			assert_int_equal(m.plan.target.port, servers[i].port);
			assert_int_equal(m.plan.target.transport,
					 TRANSPORT_TCP);
			assert_int_equal(m.plan.target.family, AF_UNSPEC);
			assert_int_equal(m.plan.greeting, GREET_EHLO);
			making_close(&m);
		}
	}
}

static void no_server_at_all(void **state)
{
	static const struct {
		const char *server, *part;
	} table[] = {
		{ "", "no host" },
		{ ":25", "no host" },
		{ "/25", "no host" },
		{ "[]", "no host" },
		{ "[]:25", "no host" },
		{ "host:", "no service ''" },
		{ "host/", "no service ''" },
		{ "[::1]:", "no service ''" },
		{ "host:0", "port 0 is not between 1 and 65535" },
		{ "host:65536", "port 65536 is not between" },
		{ "host:99999", "port 99999 is not between" },
		{ "host:4294967321", "port 4294967321 is not between" },
		{ "host:-1", "no service '-1'" },
		{ "host:+25", "no service '+25'" },
		{ "host: 25", "no service ' 25'" },
		{ "host:25x", "no service '25x'" },
		{ "host:nosuch-service", "no service 'nosuch-service'" },
		{ "[::1]:nosuch", "no service 'nosuch'" },
		{ "host\r\nQUIT", "a line end in it" },
		{ "host\n:25", "a line end in it" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		for (size_t n = 0; n < 2; n++)
			making_bad(making_names[n],
				   LIST("-s", table[i].server, TO),
				   table[i].part);
	/* the option that is to blame is named */
	making_bad("smtpcheck", LIST("--server", "host:0", TO), "--server: ");
	making_bad("smtpcheck", LIST("-s", "host", "-p", "0", TO), "-p: ");
	making_bad("smtpcheck", LIST("-s", "host", "-p", "", TO), "-p: ");
}

/* As /etc/services has them; where it is not there none is known. */
static void services(void **state)
{
	static const char *const names[] = {
		"smtp", "submission", "submissions", "domain",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		struct servent *service = getservbyname(names[i], "tcp");
		unsigned port = service ? ntohs((uint16_t)service->s_port) : 0;
		char server[60];
		struct making m;

		snprintf(server, sizeof(server), "host:%s", names[i]);
		if (!service) {
			making_bad("smtpcheck", LIST("-s", server, TO),
				   names[i]);
			continue;
		}
		making_good(&m, "smtpcheck", LIST("-s", server, TO));
		assert_int_equal(m.plan.target.port, port);
		making_close(&m);
		making_good(&m, "swaks",
			    LIST("-s", "h", "-p", names[i], TO));
		assert_int_equal(m.plan.target.port, port);
		making_close(&m);
	}
}

/* From the most explicit to the least: -p, the server's own, what is usual */
static void port_precedence(void **state)
{
	static const struct {
		const char *args[8];
		unsigned port;
	} table[] = {
		{ { "-s", "h" }, 25 },
		{ { "-s", "h", "-tls" }, 25 },
		{ { "-s", "h", "-tlsc" }, 465 },
		{ { "-s", "h", "--protocol", "SSMTP" }, 465 },
		{ { "-s", "h", "--protocol", "LMTP" }, 24 },
		{ { "-s", "h", "--protocol", "LMTP", "-tlsc" }, 24 },
		{ { "-s", "h:26", "-tlsc" }, 26 },
		{ { "-s", "h:26", "--protocol", "LMTP" }, 26 },
		{ { "-s", "h", "-p", "27" }, 27 },
		{ { "-s", "h:26", "-p", "27" }, 27 },
		{ { "-p", "27", "-s", "h:26" }, 27 },
		{ { "-s", "h", "-p", "27", "-tlsc" }, 27 },
		{ { "-s", "smtp://h" }, 25 },
		{ { "-s", "smtp://h", "-tlsc" }, 465 },
		{ { "-s", "smtps://h" }, 465 },
		{ { "-s", "lmtp://h" }, 24 },
		{ { "-s", "smtp://h:26" }, 26 },
		{ { "-s", "smtps://h:26" }, 26 },
		{ { "-s", "smtps://h:26", "-p", "27" }, 27 },
		{ { "-s", "smtps://h", "-p", "27" }, 27 },
		{ { "-s", "h:26", "--no-port" }, 26 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    making_join(LIST(TO), table[i].args));
		assert_int_equal(m.plan.target.port, table[i].port);
		making_close(&m);
	}
}

/* ---- the protocol ---- */

static const struct {
	const char *word;
	enum greeting greeting;
	enum demand starttls;
	bool on_connect, auth;
	unsigned port;
} protocols[] = {
	{ "SMTP", GREET_HELO, DEMAND_NONE, false, false, 25 },
	{ "ESMTP", GREET_EHLO, DEMAND_NONE, false, false, 25 },
	{ "ESMTPA", GREET_EHLO, DEMAND_NONE, false, true, 25 },
	{ "ESMTPS", GREET_EHLO, DEMAND_REQUIRED, false, false, 25 },
	{ "ESMTPSA", GREET_EHLO, DEMAND_REQUIRED, false, true, 25 },
	{ "SSMTP", GREET_EHLO, DEMAND_NONE, true, false, 465 },
	{ "SSMTPA", GREET_EHLO, DEMAND_NONE, true, true, 465 },
	{ "SMTPS", GREET_HELO, DEMAND_NONE, true, false, 465 },
	{ "LMTP", GREET_LHLO, DEMAND_NONE, false, false, 24 },
	{ "LMTPA", GREET_LHLO, DEMAND_NONE, false, true, 24 },
	{ "LMTPS", GREET_LHLO, DEMAND_REQUIRED, false, false, 24 },
	{ "LMTPSA", GREET_LHLO, DEMAND_REQUIRED, false, true, 24 },
	{ "esmtps", GREET_EHLO, DEMAND_REQUIRED, false, false, 25 },
};

static void check_protocol(size_t i, const char *name)
{
	const char *word = protocols[i].word;
	struct making m;

	if (protocols[i].auth)
		making_bad(name, LIST("-s", "h", "--protocol", word, TO),
			   "AUTH needs a user name");
	making_good(&m, name, LIST("-s", "h", "--protocol", word, TO, "-au",
				   "u", "-ap", "p"));
	assert_int_equal(m.plan.greeting, protocols[i].greeting);
	assert_int_equal(m.plan.tls.starttls, protocols[i].starttls);
	assert_int_equal(m.plan.tls.on_connect, protocols[i].on_connect);
	assert_int_equal(m.plan.auth.demand, DEMAND_REQUIRED);
	assert_int_equal(m.plan.target.port, protocols[i].port);
	making_close(&m);
}

static void every_protocol(void **state)
{
	size_t words = 0;

	(void)state;
	for (size_t i = 0; i < LENGTH(protocols); i++)
		for (size_t n = 0; n < 2; n++)
			check_protocol(i, making_names[n]);
	while (option_protocol_words[words].name)
		words++;
	assert_int_equal(words, LENGTH(protocols) - 1);	/* none is left out */
}

/* A URL's scheme is a protocol too; what is said besides goes before it. */
static void schemes(void **state)
{
	static const struct {
		const char *args[8];
		enum greeting greeting;
		enum demand starttls;
		bool on_connect;
	} table[] = {
		{ { "-s", "smtp://h" }, GREET_EHLO, DEMAND_NONE, false },
		{ { "-s", "SMTP://h" }, GREET_EHLO, DEMAND_NONE, false },
		{ { "-s", "smtp://h", "-tls" }, GREET_EHLO, DEMAND_REQUIRED,
		  false },
		{ { "-s", "smtps://h" }, GREET_EHLO, DEMAND_NONE, true },
		{ { "-s", "sMtPs://h" }, GREET_EHLO, DEMAND_NONE, true },
		{ { "-s", "lmtp://h" }, GREET_LHLO, DEMAND_NONE, false },
		{ { "-s", "lmtp://h", "-tls" }, GREET_LHLO, DEMAND_REQUIRED,
		  false },
		{ { "-s", "smtp://h", "--protocol", "LMTP" }, GREET_LHLO,
		  DEMAND_NONE, false },
		{ { "-s", "smtp://h", "--protocol", "SMTP" }, GREET_HELO,
		  DEMAND_NONE, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    making_join(LIST(TO), table[i].args));
		assert_int_equal(m.plan.greeting, table[i].greeting);
		assert_int_equal(m.plan.tls.starttls, table[i].starttls);
		assert_int_equal(m.plan.tls.on_connect, table[i].on_connect);
		making_close(&m);
	}
}

/* ---- other transports ---- */

static void transports(void **state)
{
	struct making m;

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		const char *name = making_names[n];

		making_good(&m, name, LIST("--socket", "/run/x", TO));
		assert_int_equal(m.plan.target.transport, TRANSPORT_UNIX);
		assert_string_equal(m.plan.target.place, "/run/x");
		assert_int_equal(m.plan.greeting, GREET_EHLO);
		making_close(&m);
		making_good(&m, name, LIST("--pipe", "cmd -x a:b/c", TO));
		assert_int_equal(m.plan.target.transport, TRANSPORT_PIPE);
		assert_string_equal(m.plan.target.place, "cmd -x a:b/c");
		making_close(&m);
		making_good(&m, name, LIST("--pipe", "c", "--protocol",
					   "LMTPS", TO));
		assert_int_equal(m.plan.greeting, GREET_LHLO);
		assert_int_equal(m.plan.tls.starttls, DEMAND_REQUIRED);
		making_close(&m);
		/* without any of them the recipient's domain says where */
		making_good(&m, name, LIST(TO));
		assert_true(m.plan.target.by_mx);
		assert_string_equal(m.plan.target.place, "example.org");
		making_close(&m);
		making_bad(name, LIST("-s", "h", "--pipe", "c", TO),
			   "exclude each other");
		making_bad(name, LIST("-s", "h", "--socket", "c", TO),
			   "exclude each other");
		making_bad(name, LIST("--socket", "h", "--pipe", "c", TO),
			   "exclude each other");
	}
	/* what is only shown needs no server */
	making_good(&m, "smtpcheck", LIST("--dump-mail", TO));
	making_close(&m);
}

static void families(void **state)
{
	static const struct {
		const char *args[3];
		int family;
	} table[] = {
		{ { NULL }, AF_UNSPEC },
		{ { "-4" }, AF_INET },
		{ { "-6" }, AF_INET6 },
		{ { "-4", "--no-4" }, AF_UNSPEC },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    making_join(LIST(SERVER, TO), table[i].args));
		assert_int_equal(m.plan.target.family, table[i].family);
		making_close(&m);
	}
	making_bad("smtpcheck", LIST(SERVER, TO, "-4", "-6"), "exclude");
	making_bad("swaks", LIST(SERVER, TO, "-4", "-6"), "exclude");
}

/*
 * smtps:// asks for TLS; a --protocol that does not must not take it away in
 * silence.
 */
static void smtps_is_never_in_clear(void **state)
{
	static const char *const words[] = { "ESMTP", "SMTP", "LMTP" };

	(void)state;
	for (size_t i = 0; i < LENGTH(words); i++) {
		struct making m;

		making_open(&m, "smtpcheck",
			    LIST("-s", "smtps://h", "--protocol", words[i],
				 TO));
		assert_true(m.result < 0 || m.plan.tls.on_connect);
		making_close(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way),
		cmocka_unit_test(no_server_at_all),
		cmocka_unit_test(services),
		cmocka_unit_test(port_precedence),
		cmocka_unit_test(every_protocol),
		cmocka_unit_test(schemes),
		cmocka_unit_test(transports),
		cmocka_unit_test(families),
		cmocka_unit_test(smtps_is_never_in_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
