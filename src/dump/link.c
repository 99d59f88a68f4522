/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dump's sections TRANSPORT, XCLIENT, PROXY, TLS and DATA. */
#include "dump/dump.h"

#include <sys/socket.h>

#include "base/buf.h"
#include "message/lines.h"
#include "message/message.h"
#include "options/config.h"
#include "plan/plan.h"

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static void write_inet(FILE *out, const struct plan *p)
{
	const struct target *t = &p->target;

	fputs("  type            = socket-inet\n", out);
	fprintf(out, "  inet protocol   = %s\n",
		t->family == AF_INET ? "4" : t->family == AF_INET6 ? "6"
								  : "any");
	fprintf(out, "  server          = %s\n", or_empty(t->place));
	fprintf(out, "  port            = %u\n", t->port);
	fputs("  local interface = \n", out);
	fputs("  local port      = \n", out);
	fputs("  copy routing    = FALSE\n", out);
}

void dump_transport(FILE *out, const struct dump *d)
{
	const struct target *t = &d->plan->target;

	fputs("Transport Info:\n", out);
	if (t->transport == TRANSPORT_UNIX)
		fprintf(out, "  type            = socket-unix\n"
			"  sockfile        = %s\n", or_empty(t->place));
	else if (t->transport == TRANSPORT_PIPE)
		fprintf(out, "  type            = pipe\n"
			"  process         = %s\n", or_empty(t->place));
	else
		write_inet(out, d->plan);
}

void dump_xclient(FILE *out, const struct dump *d)
{
	(void)d;
	fputs("XCLIENT Info:\n  xclient = no\n", out);
}

void dump_proxy(FILE *out, const struct dump *d)
{
	(void)d;
	fputs("PROXY Info:\n  proxy = no\n", out);
}

void dump_tls(FILE *out, const struct dump *d)
{
	(void)d;
	fputs("TLS / Encryption Info:\n  tls = no\n", out);
}

/*
 * The message as it would be on the wire, but for the last line's CR: so does
 * swaks, whose final dot stands on a line of its own here.
 */
void dump_data(FILE *out, const struct dump *d)
{
	struct message_reader *r = message_open(d->plan->message);
	struct lines lines = { .raw = message_is_raw(d->plan->message) };
	struct buf wire;
	char block[4096];
	struct err err;
	ssize_t n;

	fputs("DATA Info:\n  data = <<.\n", out);
	buf_init(&wire, LINES_MOST(sizeof(block)) + LINES_END_MOST);
	while ((n = message_read(r, block, sizeof(block), &err)) > 0) {
		lines_feed(&lines, block, (size_t)n, &wire);
		fwrite(buf_str(&wire), 1, wire.len, out);
		buf_clear(&wire);
	}
	lines_end(&lines, &wire);
	if (wire.len >= 2)
		fwrite(buf_str(&wire), 1, wire.len - 2, out);
	fputc('\n', out);
	buf_release(&wire);
	message_close(r);
}
