/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The offers of an EHLO, a line each.  What is offered is judged by a reading
 * of its own: the first word of a line, whole.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "fuzz.h"
#include "smtp/capabilities.h"
#include "smtp/reply.h"

static struct reply reply;

/* Is a line's first word this one?  A NUL is part of a word. */
static bool begins(const char *line, size_t n, const char *keyword)
{
	size_t at = 0, len = strlen(keyword);

	while (at < n && (line[at] == ' ' || line[at] == '\t'))
		at++;
	return n - at >= len && strncasecmp(line + at, keyword, len) == 0 &&
	       (n - at == len || line[at + len] == ' ' ||
		line[at + len] == '\t');
}

static void check_names(const struct capabilities *c)
{
	for (size_t i = 0; i < c->lines.count; i++)
		fuzz_must(fuzz_is_printable(c->lines.at[i],
					    strlen(c->lines.at[i])),
			  "a line may be shown");
	for (size_t i = 0; i < c->mechanisms.count; i++) {
		const char *name = c->mechanisms.at[i];

		fuzz_must(*name && !strpbrk(name, " \t\r\n"), "a word");
		fuzz_must(capabilities_offer(c, name), "it is offered");
		for (size_t j = 0; j < i; j++)
			fuzz_must(strcasecmp(name, c->mechanisms.at[j]) != 0,
				  "each once");
	}
	fuzz_must(c->auth || !c->mechanisms.count, "AUTH is offered");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct capabilities c = { 0 };
	bool starttls = false, pipelining = false;
	struct err err;
	char *mechanisms;

	reply_init(&reply);
	reply_add_line(&reply, "250-greeting", 12, &err);
	while (in.left) {
		size_t n;
		char *offer = input_part(&in, '\n', &n);
		char *line = malloc(n + 5);

		memcpy(line, "250-", 4);
		memcpy(line + 4, offer, n);
		if (reply_add_line(&reply, line, n + 4, &err) == 0) {
			starttls |= begins(offer, n, "STARTTLS");
			pipelining |= begins(offer, n, "PIPELINING");
		}
		free(line);
		free(offer);
	}
	capabilities_parse(&c, &reply);
	fuzz_must(c.starttls == starttls, "STARTTLS by whole words");
	fuzz_must(c.pipelining == pipelining, "PIPELINING by whole words");
	check_names(&c);
	mechanisms = capabilities_mechanisms(&c);
	fuzz_must(!mechanisms == !c.mechanisms.count, "a list of them");
	free(mechanisms);
	capabilities_release(&c);
	reply_release(&reply);
	return 0;
}
