/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of SASL mechanisms: see sasl.h. */
#include "sasl/sasl.h"

#include <string.h>

#include "base/str.h"

const struct sasl_mechanism *const sasl_mechanisms[] = {
	&sasl_cram_md5,
	&sasl_plain,
	&sasl_login,
};

const size_t sasl_mechanism_count =
	sizeof(sasl_mechanisms) / sizeof(*sasl_mechanisms);

const struct sasl_mechanism *sasl_find(const char *name, size_t n)
{
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const struct sasl_mechanism *m = sasl_mechanisms[i];

		if (strlen(m->name) == n && str_same_n(m->name, name, n))
			return m;
	}
	return NULL;
}

enum sasl_result sasl_step(struct sasl *s, const char *challenge, size_t n,
			   struct buf *out, struct err *err)
{
	enum sasl_result result;

	s->secret_at = s->secret_n = 0;
	s->derived = false;
	result = s->mechanism->step(s, challenge, n, out, err);
	s->round++;
	return result;
}
