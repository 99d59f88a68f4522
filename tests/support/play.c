/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays a script; see play.h.
 */
#include "play.h"

#include "stapling.h"

#include <stdlib.h>
#include <string.h>

/* How long the client may take for what it must do.  It is more than any
 * wait in a case, and less than the case runner's own limit. */
static const double PATIENCE = 100;

enum outcome { ON, GONE, WRONG };

/* Says what was expected; the log already has what came. */
static enum outcome complain(struct link *link, const struct op *op,
			     const char *what)
{
	link_logf(link, "! line %d: %s: %s", op->line, what,
		  text_cstr(&op->text));
	return WRONG;
}

/*
 * A client that talks before it was answered has its own idea of what the
 * answer is.  This is also how a case proves that nothing was pipelined.  RAW
 * is for servers that do not care.
 */
static enum outcome play_send(struct link *link, const struct op *op)
{
	struct text line = { .data = NULL };

	if (op->kind == OP_SEND && link_pending(link)) {
		link_line(link, &line, 0);
		text_free(&line);
		return complain(link, op, "the client spoke before this");
	}
	text_add(&line, op->text.data, op->text.len);
	if (op->kind == OP_SEND)
		text_str(&line, "\r\n");
	link_log(link, link->tls ? "S~" : "S:", line.data, line.len);
	if (!link_write(link, line.data, line.len))
		link_logf(link, "# the client was gone");
	text_free(&line);
	return ON;
}

static bool line_matches(const struct text *line, const char *pattern)
{
	if (line->len < 2 || memcmp(line->data + line->len - 2, "\r\n", 2) != 0)
		return false;
	char *bare = xstrndup(line->data, line->len - 2);
	bool same = strlen(bare) == line->len - 2 && glob_match(pattern, bare);
	free(bare);
	return same;
}

static enum outcome play_expect(struct link *link, const struct op *op)
{
	struct text line = { .data = NULL };
	enum got got = link_line(link, &line, PATIENCE);
	enum outcome outcome = ON;

	if (got == GOT_END && op->kind == OP_MAY)
		outcome = GONE;
	else if (got == GOT_END)
		outcome = complain(link, op, "closed, expected");
	else if (got == GOT_NOTHING)
		outcome = complain(link, op, "nothing came, expected");
	else if (!line_matches(&line, text_cstr(&op->text)))
		outcome = complain(link, op, "expected");
	text_free(&line);
	return outcome;
}

static enum outcome play_data(struct link *link, const struct op *op)
{
	struct text line = { .data = NULL };
	enum outcome outcome = WRONG;
	enum got got;

	while ((got = link_line(link, &line, PATIENCE)) == GOT_SOME) {
		if (strcmp(line.data, ".\r\n") == 0) {
			outcome = ON;
			break;
		}
	}
	if (outcome == WRONG)
		complain(link, op, "the message had no end");
	text_free(&line);
	return outcome;
}

/* All is allowed, and all of it must be in the log. */
static enum outcome play_drain(struct link *link)
{
	struct text line = { .data = NULL };

	while (link_line(link, &line, PATIENCE) == GOT_SOME)
		;
	text_free(&line);
	return GONE;
}

static gnutls_certificate_credentials_t load_named(
	const struct certificates *certs, const char *name, struct text *why)
{
	struct text cert = { .data = NULL };
	struct text key = { .data = NULL };
	gnutls_certificate_credentials_t cred = NULL;

	if (name[0] == '\0' && certs->cert != NULL && certs->key != NULL) {
		text_str(&cert, certs->cert);
		text_str(&key, certs->key);
	} else if (certs->dir != NULL) {
		const char *stem = name[0] ? name : "good";

		text_printf(&cert, "%s/%s.pem", certs->dir, stem);
		text_printf(&key, "%s/%s-key.pem", certs->dir, stem);
	}
	if (cert.len == 0)
		text_str(why, "no --certs and no --cert with --key");
	else
		cred = tls_load(cert.data, key.data, why);
	text_free(&cert);
	text_free(&key);
	return cred;
}

static enum outcome play_tls(struct link *link, const struct op *op,
			     const struct certificates *certs)
{
	struct text why = { .data = NULL };

	/*
	 * In clear, behind STARTTLS: an injection of the client's making, but
	 * for a handshake record (22, RFC 8446 section 5.1), which comes
	 * along with what stands before it in clear.
	 */
	if (link->tls == NULL && link->at < link->end &&
	    link->block[link->at] != 22)
		return complain(link, op, "bytes in clear before TLS");
	gnutls_certificate_credentials_t cred =
		load_named(certs, text_cstr(&op->text), &why);
	if (cred == NULL ||
	    (link->staple != NULL &&
	     !staple_certificate(cred, certs->dir, text_cstr(&op->text),
				 link->staple, &why)))
		die("%s", why.data);
	link->asks = op->kind == OP_TLS_ASK;
	bool done = link_start_tls(
		link, cred, op->more.len ? op->more.data : "NORMAL", &why);
	enum outcome outcome = ON;
	if (!done && op->kind == OP_TLS_MAY) {
		link_logf(link, "T: handshake failed: %s", why.data);
		outcome = play_drain(link);
	} else if (!done) {
		outcome = complain(link, op, why.data);
	}
	/* The session only borrows the credentials, and only so long. */
	if (link->tls != NULL)
		gnutls_session_set_ptr(link->tls, cred);
	else
		gnutls_certificate_free_credentials(cred);
	text_free(&why);
	return outcome;
}

static enum outcome play_drip(struct link *link, const struct op *op)
{
	for (size_t i = 0; i < op->text.len; i++) {
		if (!link_write(link, op->text.data + i, 1) ||
		    link_wait_gone(link, op->seconds)) {
			link_logf(link, "# gone after %zu bytes", i + 1);
			break;
		}
	}
	return ON;
}

static enum outcome play_flood(struct link *link, const struct op *op)
{
	struct text block = { .data = NULL };
	size_t sent = 0;

	while (block.len < 16384)
		text_add(&block, op->text.data, op->text.len);
	while (sent < op->count) {
		size_t left = op->count - sent;
		size_t len = left < block.len ? left : block.len;

		if (!link_write(link, block.data, len)) {
			link_logf(link, "# gone after %zu bytes", sent);
			break;
		}
		sent += len;
	}
	text_free(&block);
	return ON;
}

static enum outcome play_end(struct link *link, const struct op *op)
{
	struct text line = { .data = NULL };
	enum got got = link_line(link, &line, PATIENCE);

	text_free(&line);
	if (got == GOT_NOTHING)
		return complain(link, op, "the client did not close");
	if (got == GOT_SOME)
		return complain(link, op, "the client said too much");
	return GONE;
}

static enum outcome play_op(struct link *link, const struct op *op,
			    const struct certificates *certs)
{
	switch (op->kind) {
	case OP_SEND:
	case OP_RAW:
		return play_send(link, op);
	case OP_EXPECT:
	case OP_MAY:
		return play_expect(link, op);
	case OP_DATA:
		return play_data(link, op);
	case OP_TLS:
	case OP_TLS_MAY:
	case OP_TLS_ASK:
		return play_tls(link, op, certs);
	case OP_STAPLE:
		link->staple = text_cstr(&op->text);
		return ON;
	case OP_DRIP:
		return play_drip(link, op);
	case OP_FLOOD:
		return play_flood(link, op);
	case OP_SLEEP:
		link_wait_gone(link, op->seconds);
		return ON;
	case OP_AWAIT:
		return link_await(link, PATIENCE)
			       ? ON
			       : complain(link, op, "nothing came");
	case OP_END:
		return play_end(link, op);
	case OP_DRAIN:
		return play_drain(link);
	case OP_CLOSE:
	case OP_CUT:
	case OP_RESET:
	case OP_NEXT:
		break;
	}
	return GONE;
}

static void play_close(struct link *link, enum op_kind last)
{
	gnutls_certificate_credentials_t cred =
		link->tls ? gnutls_session_get_ptr(link->tls) : NULL;

	link_close(link, last == OP_RESET ? CLOSE_RESET
			 : last == OP_CUT ? CLOSE_CUT
					  : CLOSE_NOTIFY);
	if (cred != NULL)
		gnutls_certificate_free_credentials(cred);
}

void play(struct link *link, const struct script *script, size_t *at,
	  const struct certificates *certs)
{
	enum outcome outcome = ON;
	enum op_kind last = OP_END;

	while (*at < script->count && outcome == ON) {
		last = script->ops[*at].kind;
		outcome = play_op(link, &script->ops[(*at)++], certs);
	}
	play_close(link, last);
	while (*at < script->count && script->ops[*at].kind != OP_NEXT)
		++*at;
	/* Past the word that opens the next connection. */
	if (*at < script->count)
		++*at;
}
