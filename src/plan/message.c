/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to send: the options' texts and files, and the message of them. */
#include "plan/parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "message/compose.h"
#include "options/option.h"
#include "plan/persona.h"
#include "plan/version.h"

/* Most that is kept of standard input. */
enum { STDIN_MOST = 1 << 30 };

/* The parts of a MIME message as far as the options were read. */
struct parts {
	struct part *at;
	size_t count;
	const char *type;	/* --attach-type, NULL: as it comes */
	const char *name;	/* --attach-name, NULL: none */
	bool named;		/* --attach-name was given for the next part */
};

/* ---- where texts come from ---- */

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

/* It may be asked for more than once, so the plan keeps it. */
static int take_stdin(struct plan *p, struct text_source *s, struct err *err)
{
	if (!p->input.max) {
		buf_init(&p->input, STDIN_MOST);
		if (read_stdin(&p->input, err) < 0)
			return -1;
	}
	s->text = buf_str(&p->input);
	s->length = p->input.len;
	s->kept = true;
	return 0;
}

/*
 * "-" is standard input, "@FILE" a file, "@@TEXT" a text that starts with @.
 * Without a text the source stays as it is.
 */
static int source(struct plan *p, const char *text, const char *where,
		  struct text_source *s, struct err *err)
{
	if (!text)
		return 0;
	*s = (struct text_source){ 0 };
	if (strcmp(text, "-") == 0)
		return take_stdin(p, s, err);
	if (text[0] == '@' && text[1] != '@') {
		s->file = text + 1;
		if (access(s->file, R_OK) == 0)
			return 0;
		return err_system(err, ERR_FILE, errno, "%s: cannot read "
				  "%.300s", where, s->file);
	}
	s->text = text + (text[0] == '@');
	s->length = strlen(s->text);
	return 0;
}

/* ---- parts ---- */

static const char *file_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : path;
}

static int add_part(struct plan *p, struct parts *parts, bool body,
		    const char *text, struct err *err)
{
	const char *otherwise = body ? "text/plain"
				     : "application/octet-stream";
	struct part part = { .body = body, .type = parts->type };

	if (source(p, text, body ? "--attach-body" : "--attach",
		   &part.content, err) < 0)
		return -1;
	if (!part.type)
		part.type = otherwise;
	if (!body)
		part.name = parts->named ? parts->name
					 : file_name(part.content.file);
	if (body)		/* a body's type is its alone */
		parts->type = NULL;
	parts->named = false;
	parts->at = mem_resize(parts->at, (parts->count + 1) * sizeof(part));
	parts->at[parts->count++] = part;
	return 0;
}

static int take_mention(struct plan *p, struct parts *parts,
			const struct given *g, struct err *err)
{
	const char *option = g->row->names;

	if (strcmp(option, "attach-type") == 0) {
		parts->type = g->text;
	} else if (strcmp(option, "attach-name") == 0) {
		parts->name = g->text && *g->text ? g->text : NULL;
		parts->named = true;
	} else {
		return add_part(p, parts, strcmp(option, "attach-body") == 0,
				g->text, err);
	}
	return 0;
}

static int take_parts(struct plan *p, const struct value *v,
		      struct parts *parts, struct err *err)
{
	for (size_t i = 0; i < v->sequence_count; i++)
		if (take_mention(p, parts, &v->sequence[i], err) < 0)
			return -1;
	return 0;
}

/* ---- the message ---- */

static int take_texts(struct plan *p, const struct config *c,
		      struct composition *m, struct err *err)
{
	const char *data = value_text(&c->data);

	if (!data && value_given(&c->data_stdin))
		data = "-";
	if (source(p, data, c->data.where, &m->data, err) < 0)
		return -1;
	return source(p, value_text(&c->body), c->body.where, &m->body, err);
}

/* Where the kernel has no random bytes the time and the process must do. */
static uint64_t make_nonce(time_t when, long pid)
{
	uint64_t nonce;

	if (getrandom(&nonce, sizeof(nonce), 0) != sizeof(nonce))
		nonce = (uint64_t)when << 24 ^ (uint64_t)pid;
	return nonce;
}

static int make_message(struct plan *p, const struct config *c,
			struct composition *m, struct err *err)
{
	struct parts parts = { 0 };

	if (take_texts(p, c, m, err) == 0 &&
	    take_parts(p, &c->parts, &parts, err) == 0) {
		m->mime = value_given(&c->parts);
		m->parts = parts.at;
		m->part_count = parts.count;
		p->message = compose(m, err);
	}
	free(parts.at);
	return p->message ? 0 : -1;
}

/* swaks says nothing, and sends a message without what was to be in it. */
static void note_missing(struct plan *p, const struct config *c)
{
	if (p->message && value_given(&c->parts) &&
	    !message_has_body(p->message))
		strings_add(&p->notes, "nothing of --attach is in the message: "
			    "no %BODY% is replaced in --data");
}

int plan_compose(struct plan *p, const struct config *c,
		 const struct persona *persona, const char *body,
		 struct err *err)
{
	char *host = hostname_find("/etc/hosts");
	struct composition m = {
		.from = p->from,
		.to = value_text(&c->to) ? value_text(&c->to) : "",
		.cc = value_text(&c->cc),
		.bcc = value_text(&c->bcc),
		.mailer = "smtpcheck " SMTPCHECK_VERSION,
		.version = SMTPCHECK_VERSION,
		.host = host,
		.body = { .text = body, .length = body ? strlen(body) : 0,
			  .literal = body },
		.when = clock_wall(p->clock),
		.pid = getpid(),
		.headers = c->header.list,
		.added = c->add_header.list,
		.no_fixup = value_given(&c->no_data_fixup),
		.keep_from_line = value_given(&c->no_strip_from),
		.loose_headers = persona->loose_headers,
	};
	int result;

	m.nonce = make_nonce(m.when, m.pid);
	result = make_message(p, c, &m, err);
	if (!persona->loose_headers)
		note_missing(p, c);
	free(host);
	return result;
}
