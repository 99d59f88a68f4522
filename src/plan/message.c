/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to send: the options' texts and files, and the message of them. */
#include "plan/parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "message/compose.h"
#include "plan/persona.h"
#include "plan/version.h"

/* Standard input may be asked for more than once, so it is kept. */
enum { STDIN_MOST = 1 << 30 };

static int read_stdin(struct buf *out, struct err *err)
{
	char block[65536];
	size_t n;

	/* stdio's, since a prompt may have read a line before */
	while ((n = fread(block, 1, sizeof(block), stdin)) > 0)
		if (buf_add(out, block, n) < 0)
			return err_set(err, ERR_FILE, "standard input is "
				       "larger than %d bytes", STDIN_MOST);
	if (ferror(stdin))
		return err_system(err, ERR_FILE, errno,
				  "cannot read standard input");
	return 0;
}

/* "-" is standard input, "@FILE" a file, "@@TEXT" a text that starts with @. */
static int source(const struct value *v, struct text_source *s,
		  struct buf *input, struct err *err)
{
	const char *text = value_text(v);

	*s = (struct text_source){ 0 };
	if (!text)
		return 0;
	if (strcmp(text, "-") == 0) {
		if (!input->data && read_stdin(input, err) < 0)
			return -1;
		s->text = buf_str(input);
		s->length = input->len;
		return 0;
	}
	if (text[0] == '@' && text[1] != '@') {
		s->file = text + 1;
		return 0;
	}
	s->text = text + (text[0] == '@');
	s->length = strlen(s->text);
	return 0;
}

int plan_compose(struct plan *p, const struct config *c,
		 const struct persona *persona, const char *body,
		 struct err *err)
{
	char *host = hostname_find("/etc/hosts");
	struct composition composition = {
		.from = p->from,
		.to = value_text(&c->to) ? value_text(&c->to) : "",
		.mailer = "smtpcheck " SMTPCHECK_VERSION,
		.version = SMTPCHECK_VERSION,
		.host = host,
		.when = clock_wall(p->clock),
		.pid = getpid(),
		.headers = c->header.list,
		.added = c->add_header.list,
		.no_fixup = value_given(&c->no_data_fixup),
		.keep_from_line = value_given(&c->no_strip_from),
		.loose_headers = persona->loose_headers,
	};
	struct buf input;
	int result;

	buf_init(&input, STDIN_MOST);
	result = source(&c->data, &composition.data, &input, err);
	if (result == 0)
		result = source(&c->body, &composition.body, &input, err);
	if (!value_given(&c->body) && body)
		composition.body = (struct text_source){
			.text = body,
			.length = strlen(body),
		};
	if (result == 0)
		p->message = compose(&composition, err);
	buf_release(&input);
	free(host);
	return p->message ? 0 : -1;
}
