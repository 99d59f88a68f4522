/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * However a network cuts what the server sends, the run is the same: whole
 * sessions, cut at each byte, and played from memory a byte at a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "net/memwire.h"
#include "net/wire.h"
#include "scene.h"

static const char good_ehlo[] =
	"250-mail.example\r\n250-PIPELINING\r\n250-STARTTLS\r\n"
	"250 AUTH PLAIN LOGIN\r\n";

struct story {
	const char *args;
	struct answer answers[6];
};

static const struct story stories[] = {
	{ "", { { 0 } } },
	{ "-tls -k -au fred -ap secret-word -a LOGIN", { { 0 } } },
	{ "--pipeline -t x@a,y@b", { { 0 } } },
	{ "--protocol LMTP -t x@a,y@b", { { 0 } } },
	{ "", { ON("banner", "220-a\r\n220-\r\n220 c\r\n"),
		ON("MAIL", "250-2.1.0 a\n250 2.1.0 b\n"),
		ON("RCPT", "550-5.1.1 a\r\n550 5.1.1 b\r\n") } },
	{ "", { ON("MAIL", "550-a\r\n250 b\r\n") } },
	{ "", { ON("MAIL", "hello\r\n") } },
	{ "", { ON("MAIL", "250-a\r\n25", .then = THEN_CLOSE) } },
	{ "", { ON("MAIL", "250-a\r\n250", .then = THEN_NOTHING) } },
	{ "", { ON("RCPT", "421-a\r\n421 b\r\n", .then = THEN_CLOSE) } },
	{ "--pipeline -t x@a,y@b",
	  { ON("MAIL", "550 a\r\n"), ON("RCPT", "503 b\r\n", .always = true),
	    ON("DATA", "503 c\r\n") } },
	{ "-au fred -ap secret-word -a PLAIN,LOGIN",
	  { ON("AUTH PLAIN", "535-5.7.8 a\r\n535 5.7.8 b\r\n"),
	    ON("+", "334 \r\n"), ON("+", "235 2.7.0 c\r\n") } },
	{ "", { ON("EHLO", "502 what\r\n"), ON("QUIT", "500 d\r\n") } },
};

static struct scene play(const struct story *story, size_t cut)
{
	struct scene s = { .args = story->args,
			   .server = { .answers = story->answers,
				       .ehlo = good_ehlo, .cut = cut } };

	scene_run(&s);
	return s;
}

static void same(const struct scene *a, const struct scene *b, size_t cut)
{
	if (a->code != b->code || a->server.sent.len != b->server.sent.len ||
	    memcmp(buf_str(&a->server.sent), buf_str(&b->server.sent),
		   a->server.sent.len) != 0 ||
	    strcmp(buf_str(&a->transcript), buf_str(&b->transcript)) != 0)
		fail_msg("'%s' cut at byte %zu (exit %d, %d):\n%s\n%s",
			 a->args, cut, a->code, b->code,
			 buf_str(&a->transcript), buf_str(&b->transcript));
	assert_int_equal(a->tally.count, b->tally.count);
	for (size_t i = 0; i < a->tally.count; i++) {
		const struct result *x = &a->tally.results[i];
		const struct result *y = &b->tally.results[i];

		assert_int_equal(x->step, y->step);
		assert_int_equal(x->status, y->status);
		assert_string_equal(x->detail, y->detail);
	}
	assert_int_equal(a->tally.warnings.count, b->tally.warnings.count);
	assert_int_equal(a->tally.failure.kind, b->tally.failure.kind);
	assert_int_equal(a->tally.failure.code, b->tally.failure.code);
}

static void every_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(stories); i++) {
		struct scene whole = play(&stories[i], 0);
		size_t n = whole.server.out.len;

		assert_true(n > 0);
		for (size_t cut = 1; cut < n; cut++) {
			struct scene s = play(&stories[i], cut);

			same(&whole, &s, cut);
			scene_end(&s);
		}
		scene_end(&whole);
	}
}

/* ---- from memory ---- */

/*
 * A memory wire has every reply there from the start.  This one hands on a
 * chunk only to who waits for it, as a server's reply comes after the command.
 */
struct patient {
	struct wire head;
	struct wire *inner;
	struct memscript *script;
	const struct clock *clock;
};

static struct patient *patient_of(struct wire *w)
{
	return (struct patient *)(void *)w;
}

static ssize_t patient_read(struct wire *w, void *bytes, size_t n,
			    int64_t deadline, struct err *err)
{
	struct patient *p = patient_of(w);

	if (!p->script->offset && deadline <= clock_now(p->clock))
		return err_set(err, ERR_TIMEOUT, "timed out");
	return wire_read(p->inner, bytes, n, deadline, err);
}

static int patient_write(struct wire *w, const void *bytes, size_t n,
			 int64_t deadline, struct err *err)
{
	return wire_write(patient_of(w)->inner, bytes, n, deadline, err);
}

static int patient_start_tls(struct wire *w, const struct tls_policy *policy,
			     int64_t deadline, struct tls_facts *facts,
			     struct err *err)
{
	return wire_start_tls(patient_of(w)->inner, policy, deadline, facts,
			      err);
}

static void patient_close(struct wire *w, bool politely)
{
	wire_close(patient_of(w)->inner, politely);
	free(w);
}

static struct wire *patient_wire(struct memscript *script,
				 const struct clock *clock)
{
	static const struct wire_ops ops = {
		.read = patient_read,
		.write = patient_write,
		.start_tls = patient_start_tls,
		.close = patient_close,
	};
	struct patient *p = mem_new(sizeof(*p));

	*p = (struct patient){ .head.ops = &ops, .script = script,
			       .inner = memwire_new(script), .clock = clock };
	return &p->head;
}

static const char *const dialogue[] = {
	"220 mail.example ESMTP\r\n",
	"250-mail.example\r\n250 SIZE\r\n",
	"250 2.1.0 ok\r\n",
	"250 2.1.5 ok\r\n",
	"354 go\r\n",
	"250 2.0.0 queued\r\n",
	"221 bye\r\n",
};

static const char wire_text[] =
	"EHLO me\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n"
	"DATA\r\nx: y\r\n\r\nz\r\n.\r\nQUIT\r\n";

/* What was sent is the beginning of it all, and perhaps a goodbye. */
static bool is_beginning(const struct memscript *script)
{
	size_t n = script->sent.len, quit = strlen("QUIT\r\n");
	const char *sent = buf_str(&script->sent);

	if (strncmp(sent, wire_text, n) == 0)
		return true;
	return n >= quit && strcmp(sent + n - quit, "QUIT\r\n") == 0 &&
	       strncmp(sent, wire_text, n - quit) == 0;
}

static void play_from_memory(const char *const *chunks, bool stays_open,
			     int code)
{
	struct memscript script = { .chunks = chunks,
				    .stays_open = stays_open };
	struct scene s = { .args = "-d x:~y\\n\\nz" };

	buf_init(&script.sent, 1 << 20);
	s.wire = patient_wire(&script, &s.server.clock);
	scene_play(&s);
	assert_int_equal(s.code, code);
	assert_true(script.closed);
	if (code == 0)
		assert_string_equal(buf_str(&script.sent), wire_text);
	assert_true(is_beginning(&script));
	buf_release(&script.sent);
	scene_end(&s);
}

static void from_memory(void **state)
{
	static const int late[] = { 21, 22, 23, 24, 25, 26, 27 };
	const char *chunks[LENGTH(dialogue) + 1] = { NULL };

	(void)state;
	for (size_t n = 0; n <= LENGTH(dialogue); n++) {
		memcpy(chunks, dialogue, n * sizeof(*chunks));
		chunks[n] = NULL;
		play_from_memory(chunks, false,
				 n < LENGTH(dialogue) ? EXIT_CLOSED : 0);
		play_from_memory(chunks, true,
				 n < LENGTH(dialogue) ? late[n] : 0);
	}
}

/* STARTTLS, with what its handshake finds and where it fails. */
static void tls_from_memory(void **state)
{
	static const struct {
		const char *args;
		unsigned reasons;
		bool fails;
		int code;
	} table[] = {
		{ "-tls -q helo", 0, false, 0 },
		{ "-tls -q helo", REASON_EXPIRED, false, 29 },
		{ "-tls -k -q helo", REASON_EXPIRED, false, 0 },
		{ "-tls -k -q helo", 0, true, 29 },
	};
	static const char *const chunks[] = {
		"220 mail.example\r\n",
		"250-mail.example\r\n250 STARTTLS\r\n", "220 go\r\n",
		"250 mail.example\r\n", "221 bye\r\n", NULL,
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct memscript script = { .chunks = chunks,
					    .tls_reasons = table[i].reasons,
					    .tls_fails = table[i].fails };
		struct scene s = { .args = table[i].args };

		buf_init(&script.sent, 1 << 20);
		s.wire = patient_wire(&script, &s.server.clock);
		scene_play(&s);
		assert_int_equal(s.code, table[i].code);
		assert_int_equal(script.tls_started_at,
				 strlen("EHLO me\r\nSTARTTLS\r\n"));
		assert_true(script.closed);
		buf_release(&script.sent);
		scene_end(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cut),
		cmocka_unit_test(from_memory),
		cmocka_unit_test(tls_from_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
