/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wire in memory, for tests: see memwire.h. */
#include "net/memwire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "net/wire.h"

struct memwire {
	struct wire head;
	struct memscript *script;
};

static struct memscript *script_of(struct wire *w)
{
	return ((struct memwire *)(void *)w)->script;
}

static ssize_t mem_read(struct wire *w, void *bytes, size_t n,
			int64_t deadline, struct err *err)
{
	struct memscript *s = script_of(w);
	const char *chunk = s->chunks[s->next];
	size_t left;

	(void)deadline;
	if (!chunk)
		return s->stays_open ? err_set(err, ERR_TIMEOUT, "timed out")
				     : 0;
	left = strlen(chunk) - s->offset;
	if (n >= left) {
		n = left;
		s->next++;
	}
	memcpy(bytes, chunk + s->offset, n);
	s->offset = s->chunks[s->next] == chunk ? s->offset + n : 0;
	return (ssize_t)n;
}

static int mem_write(struct wire *w, const void *bytes, size_t n,
		     int64_t deadline, struct err *err)
{
	(void)deadline;
	if (buf_add(&script_of(w)->sent, bytes, n) < 0)
		return err_set(err, ERR_IO, "the test's buffer is full");
	return 0;
}

static int mem_start_tls(struct wire *w, const struct tls_policy *policy,
			 int64_t deadline, struct tls_facts *facts,
			 struct err *err)
{
	struct memscript *s = script_of(w);

	(void)policy;
	(void)deadline;
	s->tls_started_at = s->sent.len;
	if (s->tls_fails)
		return err_set(err, ERR_TLS_HANDSHAKE, "handshake failed");
	snprintf(facts->version, sizeof(facts->version), "TLSv1.3");
	snprintf(facts->cipher, sizeof(facts->cipher),
		 "TLS_AES_256_GCM_SHA384");
	facts->bits = 256;
	facts->reasons = s->tls_reasons;
	return 0;
}

static int mem_binding(const struct wire *w, enum binding binding,
		       struct buf *out, struct err *err)
{
	const struct memwire *m = (const struct memwire *)(const void *)w;

	(void)binding;
	if (!m->script->binding)
		return err_set(err, ERR_LIBRARY, "there is nothing to bind "
			       "to");
	return buf_adds(out, m->script->binding);
}

static void mem_close(struct wire *w, bool politely)
{
	(void)politely;
	script_of(w)->closed = true;
	free(w);
}

static const struct wire_ops mem_ops = {
	.read = mem_read,
	.write = mem_write,
	.start_tls = mem_start_tls,
	.close = mem_close,
	.binding = mem_binding,
};

struct wire *memwire_new(struct memscript *script)
{
	struct memwire *w = mem_new(sizeof(*w));

	w->head.ops = &mem_ops;
	w->script = script;
	return &w->head;
}
