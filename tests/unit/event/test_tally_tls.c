/* SPDX-License-Identifier: GPL-3.0-or-later */
/* event/tally: the facts of the last TLS session, which outlive it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/mem.h"
#include "event/tally.h"

struct fixture {
	struct bus bus;
	struct tally tally;
};

static void open_tally(struct fixture *f)
{
	static const struct secret_policy policy = { .hide = true,
						     .substitute = "X" };

	tally_init(&f->tally);
	bus_init(&f->bus, &policy);
	bus_add_sink(&f->bus, tally_sink(&f->tally));
}

static void close_tally(struct fixture *f)
{
	bus_release(&f->bus);
	tally_release(&f->tally);
}

/* Facts that are gone as soon as the event is over. */
static void emit(struct fixture *f, enum event_kind kind, const char *subject)
{
	struct tls_facts facts = {
		.version = "TLSv1.3",
		.reasons = REASON_EXPIRED,
		.chain = mem_new(sizeof(*facts.chain)),
		.chain_count = 1,
		.sni = mem_string("mail.example"),
	};
	struct event e = { .kind = kind, .tls = &facts };

	facts.chain[0].subject = mem_string(subject);
	bus_emit(&f->bus, &e);
	tls_facts_release(&facts);
}

static void none(void **state)
{
	struct event e = { .kind = EVENT_TLS_FAILED, .text = "no handshake" };
	struct fixture f;

	(void)state;
	open_tally(&f);
	assert_null(tally_tls(&f.tally));
	bus_emit(&f.bus, &e);
	assert_null(tally_tls(&f.tally));
	close_tally(&f);
}

static void of_a_session(void **state)
{
	const struct tls_facts *facts;
	struct fixture f;

	(void)state;
	open_tally(&f);
	emit(&f, EVENT_TLS, "/CN=a");
	facts = tally_tls(&f.tally);
	assert_non_null(facts);
	assert_string_equal(facts->version, "TLSv1.3");
	assert_string_equal(facts->sni, "mail.example");
	assert_int_equal(facts->chain_count, 1);
	assert_string_equal(facts->chain[0].subject, "/CN=a");
	close_tally(&f);
}

/* One whose certificate was not good enough counts; the last one is kept. */
static void of_the_last(void **state)
{
	struct event e = { .kind = EVENT_TLS_FAILED, .text = "no handshake" };
	struct fixture f;

	(void)state;
	open_tally(&f);
	emit(&f, EVENT_TLS, "/CN=a");
	emit(&f, EVENT_TLS_FAILED, "/CN=b");
	bus_emit(&f.bus, &e);
	assert_string_equal(tally_tls(&f.tally)->chain[0].subject, "/CN=b");
	assert_int_equal(tally_tls(&f.tally)->reasons, REASON_EXPIRED);
	close_tally(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none),
		cmocka_unit_test(of_a_session),
		cmocka_unit_test(of_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
