/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The PROXY header (haproxy's proxy-protocol.txt): the first bytes on the
 * link, before TLS and banner.  Nothing answers it but the banner.
 */
#include "plan/plan.h"
#include "smtp/state.h"

enum want want_proxy(struct session *s)
{
	return s->plan->proxy.version ? WANT_YES : WANT_NO;
}

static void told(struct session *s, const struct proxy_plan *x)
{
	if (x->version == 1)
		session_end(s, STEP_PROXY, STATUS_OK, "%s", x->shown);
	else if (x->raw)
		session_end(s, STEP_PROXY, STATUS_OK, "version 2, %zu bytes",
			    x->header.len);
	else if (str_same(x->command, "LOCAL"))
		session_end(s, STEP_PROXY, STATUS_OK, "version 2, LOCAL");
	else
		session_end(s, STEP_PROXY, STATUS_OK, "version 2, %s %s %s: "
			    "%s %s to %s %s", x->command, x->family,
			    x->protocol, x->source, x->source_port, x->dest,
			    x->dest_port);
}

enum sent send_proxy(struct session *s, struct err *err)
{
	const struct proxy_plan *x = &s->plan->proxy;

	if (chat_header(&s->chat, x->shown, &x->header, err) < 0)
		return SENT_BROKEN;
	told(s, x);
	return SENT_NOTHING;
}
