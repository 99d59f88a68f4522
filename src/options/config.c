/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user said: see config.h. */
#include "options/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "options/option.h"

void value_forget(struct value *v)
{
	mem_free_secret(v->text);
	free(v->where);
	strings_release(&v->list);
	for (size_t i = 0; i < v->sequence_count; i++)
		mem_free_secret(v->sequence[i].text);
	free(v->sequence);
	*v = (struct value){ 0 };
}

void config_release(struct config *c)
{
	for (size_t i = 0; i < option_count; i++) {
		struct value *v = option_value(c, &option_rows[i]);

		value_forget(v);
	}
}

bool value_given(const struct value *v)
{
	return v->state == VALUE_SET;
}

bool value_flag(const struct value *v, bool otherwise)
{
	return v->state == VALUE_UNSET ? otherwise : v->state == VALUE_SET;
}

const char *value_text(const struct value *v)
{
	return v->state == VALUE_SET ? v->text : NULL;
}

/* time = 1*DIGIT [ "s" / "m" / "h" ] */
int time_parse(const char *text, long long *us_out)
{
	static const struct {
		const char *unit;
		long long seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 3600 } };
	char *end;
	long long n;

	if (*text < '0' || *text > '9')
		return -1;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || n > 1000000000)
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (!str_same(end, units[i].unit))
			continue;
		*us_out = n * units[i].seconds * 1000000;
		return 0;
	}
	return -1;
}
