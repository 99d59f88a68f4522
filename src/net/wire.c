/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of any wire: see wire.h. */
#include "net/wire.h"

ssize_t wire_read(struct wire *w, void *bytes, size_t n, int64_t deadline,
		  struct err *err)
{
	return w->ops->read(w, bytes, n, deadline, err);
}

int wire_write(struct wire *w, const void *bytes, size_t n, int64_t deadline,
	       struct err *err)
{
	return w->ops->write(w, bytes, n, deadline, err);
}

int wire_start_tls(struct wire *w, const struct tls_policy *policy,
		   int64_t deadline, struct tls_facts *facts,
		   struct err *err)
{
	return w->ops->start_tls(w, policy, deadline, facts, err);
}

bool wire_truncated(const struct wire *w)
{
	return w->ops->truncated && w->ops->truncated(w);
}

int wire_binding(const struct wire *w, enum binding binding, struct buf *out,
		 struct err *err)
{
	if (!w->ops->binding)
		return err_set(err, ERR_LIBRARY, "there is no TLS to bind to");
	return w->ops->binding(w, binding, out, err);
}

void wire_close(struct wire *w, bool politely)
{
	if (w)
		w->ops->close(w, politely);
}
