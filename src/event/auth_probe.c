/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --auth-probe found: see auth_probe.h. */
#include "event/auth_probe.h"

#include <stdlib.h>

#include "base/mem.h"

struct probed *auth_probe_add(struct auth_probe *p, const char *name,
			      enum probed_status status, const char *detail)
{
	p->rows = mem_resize(p->rows, (p->count + 1) * sizeof(*p->rows));
	p->rows[p->count++] = (struct probed){
		.name = mem_string(name),
		.status = status,
		.detail = mem_string(detail),
	};
	return &p->rows[p->count - 1];
}

void auth_probe_release(struct auth_probe *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->rows[i].name);
		free(p->rows[i].detail);
	}
	free(p->rows);
	*p = (struct auth_probe){ 0 };
}
