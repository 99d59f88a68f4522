/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of channel bindings: see binding.h. */
#include "base/binding.h"

#include <stddef.h>

const char *binding_name(enum binding binding)
{
	static const char *const names[] = {
		[BINDING_EXPORTER] = "tls-exporter",
		[BINDING_END_POINT] = "tls-server-end-point",
		[BINDING_NONE] = NULL,
	};

	return names[binding];
}
