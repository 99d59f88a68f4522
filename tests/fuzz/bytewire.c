/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wire that plays back any bytes: see bytewire.h. */
#include "bytewire.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "fuzz.h"
#include "net/wire.h"

enum { LATER = 0xfe, AT_ONCE = 0xfd };

struct bytewire {
	struct wire head;
	struct bytescript *script;
};

static struct bytescript *script_of(struct wire *w)
{
	return ((struct bytewire *)(void *)w)->script;
}

static int in_vain(struct bytescript *s, int64_t deadline, struct err *err)
{
	fuzz_must(deadline != DEADLINE_NEVER, "a wait has an end");
	if (deadline > s->clock.fixed)
		s->clock.fixed = deadline;
	return err_set(err, ERR_TIMEOUT, "timed out");
}

/* Bytes up to the next that says when, or all. */
static size_t packet(const struct bytescript *s)
{
	size_t n = 0;

	while (s->at + n < s->n && s->bytes[s->at + n] != LATER &&
	       s->bytes[s->at + n] != AT_ONCE)
		n++;
	return n;
}

static ssize_t read_bytes(struct wire *w, void *bytes, size_t n,
			  int64_t deadline, struct err *err)
{
	struct bytescript *s = script_of(w);
	bool waits = deadline > s->clock.fixed;
	size_t left;

	while (s->at < s->n && packet(s) == 0) {
		if (s->bytes[s->at] == LATER && !waits)
			return in_vain(s, deadline, err);
		s->at++;
	}
	left = packet(s);
	if (!left && !s->stays_open)
		return 0;
	if (!left)
		return in_vain(s, deadline, err);
	if (s->most && n > s->most)
		n = s->most;
	if (n > left)
		n = left;
	memcpy(bytes, s->bytes + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static int write_bytes(struct wire *w, const void *bytes, size_t n,
		       int64_t deadline, struct err *err)
{
	(void)bytes;
	(void)deadline;
	(void)err;
	script_of(w)->sent += n;
	return 0;
}

static int start_tls(struct wire *w, const struct tls_policy *policy,
		     int64_t deadline, struct tls_facts *facts,
		     struct err *err)
{
	struct bytescript *s = script_of(w);

	(void)policy;
	(void)deadline;
	fuzz_must(packet(s) == 0 || s->at == 0,
		  "no handshake with bytes in clear behind the 220");
	s->handshakes++;
	if (s->tls_fails)
		return err_set(err, ERR_TLS_HANDSHAKE, "handshake failed");
	strcpy(facts->version, "TLSv1.3");
	strcpy(facts->cipher, "TLS_AES_256_GCM_SHA384");
	facts->bits = 256;
	facts->reasons = s->tls_reasons;
	return 0;
}

static void close_bytes(struct wire *w, bool politely)
{
	(void)politely;
	script_of(w)->closes++;
	free(w);
}

static int64_t stand_still(const struct clock *c)
{
	return c->fixed;
}

static time_t some_day(const struct clock *c)
{
	(void)c;
	return 1800000000;
}

struct wire *bytewire_new(struct bytescript *script)
{
	static const struct wire_ops ops = {
		.read = read_bytes,
		.write = write_bytes,
		.start_tls = start_tls,
		.close = close_bytes,
	};
	struct bytewire *w = mem_new(sizeof(*w));

	w->head.ops = &ops;
	w->script = script;
	script->clock = (struct clock){ .now = stand_still, .wall = some_day,
					.fixed = 1000000000 };
	return &w->head;
}
