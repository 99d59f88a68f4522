/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net: what a TLS session is known by is the same at both of its ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "base/buf.h"
#include "peer.h"

enum { EXPORTED = 32 };

/* A talk: the server sends what tls-exporter is at its end. */
static void tell(struct scene *s, gnutls_session_t session)
{
	gnutls_datum_t bytes;

	(void)s;
	if (gnutls_session_channel_binding(session, GNUTLS_CB_TLS_EXPORTER,
					   &bytes) < 0)
		return;
	gnutls_record_send(session, bytes.data, bytes.size);
	gnutls_free(bytes.data);
}

static void exporter(void **state)
{
	static const char *const priorities[] = {
		NULL, "NORMAL:-VERS-ALL:+VERS-TLS1.2",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct scene s = { .talk = tell, .priority = priorities[i] };
		char theirs[EXPORTED];
		struct buf ours;

		buf_init(&ours, 100);
		assert_int_equal(start(&s, LATER), 0);
		assert_int_equal(wire_read(s.wire, theirs, EXPORTED, LATER,
					   &s.err), EXPORTED);
		assert_int_equal(wire_binding(s.wire, BINDING_EXPORTER, &ours,
					      &s.err), 0);
		assert_int_equal(ours.len, EXPORTED);
		assert_memory_equal(ours.data, theirs, EXPORTED);
		buf_release(&ours);
		finish(&s, true);
	}
}

/* RFC 9266 section 4.2: without either it would tell no sessions apart. */
static void no_exporter(void **state)
{
	struct scene s = { .talk = echo,
			   .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:"
				       "%NO_SESSION_HASH" };
	struct buf ours;

	(void)state;
	buf_init(&ours, 100);
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(wire_binding(s.wire, BINDING_EXPORTER, &ours, &s.err),
			 -1);
	assert_non_null(strstr(s.err.text, "extended master secret"));
	assert_int_equal(ours.len, 0);
	buf_release(&ours);
	finish(&s, true);
}

/* RFC 5929 section 4.1: SHA-256 of the certificate, which is signed by it. */
static void end_point(void **state)
{
	unsigned char hash[32];
	gnutls_datum_t der = peer_certificate();
	struct scene s = { .talk = echo };
	struct buf ours;

	(void)state;
	buf_init(&ours, 100);
	gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data, der.size, hash);
	gnutls_free(der.data);
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(wire_binding(s.wire, BINDING_END_POINT, &ours,
				      &s.err), 0);
	assert_int_equal(ours.len, sizeof(hash));
	assert_memory_equal(ours.data, hash, sizeof(hash));
	buf_release(&ours);
	finish(&s, true);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(binding_name(BINDING_EXPORTER), "tls-exporter");
	assert_string_equal(binding_name(BINDING_END_POINT),
			    "tls-server-end-point");
	assert_null(binding_name(BINDING_NONE));
	assert_null(binding_name(BINDING_BY_VERSION));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exporter),
		cmocka_unit_test(no_exporter),
		cmocka_unit_test(end_point),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, peer_set_up, peer_tear_down);
}
