/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The DATA command of the small mail server: RFC 5321, 4.1.1.4 and 4.5.2.
 *
 * The message goes through in blocks, with the doubled dots undone and
 * otherwise byte for byte, so that what a client sent can be compared with
 * what it was given.  Only CRLF "." CRLF ends it: a lone LF is kept and said in
 * the log, since taking it for a line end is what SMTP smuggling lives on.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "mail.h"

static const double PATIENCE = 30;

enum state { LINE_START, DOT, DOT_CR, MIDDLE, CR, MESSAGE_END };

struct sink {
	FILE *file; /* NULL: dropped */
	enum state state;
	bool bare_lf;
	size_t len;
	char block[sizeof(((struct link *)0)->block) * 2];
};

static void sink_put(struct sink *sink, char c)
{
	if (sink->file != NULL)
		sink->block[sink->len++] = c;
}

/* One byte further; what is put is what the client meant. */
static void sink_byte(struct sink *sink, char c)
{
	if (sink->state == DOT_CR) {
		if (c == '\n') {
			sink->state = MESSAGE_END;
			return;
		}
		sink_put(sink, '\r'); /* the dot before it was a doubled one */
		sink->state = CR;
	}
	if (sink->state == LINE_START && c == '.') {
		sink->state = DOT;
		return;
	}
	if (sink->state == DOT && c == '\r') {
		sink->state = DOT_CR;
		return;
	}
	if (c == '\n' && sink->state != CR)
		sink->bare_lf = true;
	sink->state = c == '\r'                        ? CR
		      : c == '\n' && sink->state == CR ? LINE_START
						       : MIDDLE;
	sink_put(sink, c);
}

/*
 * Passes the rest of a line at once, where it is one like any other, since
 * what is measured against this server is not to wait for it.  Its length, or
 * 0: byte by byte then.
 */
static size_t sink_line(struct sink *sink, const char *bytes, size_t n)
{
	if (sink->state != MIDDLE &&
	    (sink->state != LINE_START || *bytes == '.'))
		return 0;
	const char *lf = memchr(bytes, '\n', n);
	if (lf == NULL || lf == bytes || lf[-1] != '\r')
		return 0;
	size_t len = (size_t)(lf - bytes) + 1;
	if (sink->file != NULL) {
		memcpy(sink->block + sink->len, bytes, len);
		sink->len += len;
	}
	sink->state = LINE_START;
	return len;
}

/* Takes the link's block up to the end of the message. */
static bool sink_block(struct sink *sink, struct link *link)
{
	while (link->at < link->end && sink->state != MESSAGE_END) {
		const char *bytes = link->block + link->at;
		size_t len = sink_line(sink, bytes, link->end - link->at);

		if (len == 0)
			sink_byte(sink, *bytes);
		link->at += len > 0 ? len : 1;
	}
	size_t len = sink->len;
	sink->len = 0;
	return sink->file == NULL ||
	       fwrite(sink->block, 1, len, sink->file) == len;
}

static bool sink_all(struct sink *sink, struct mail *mail)
{
	bool written = true;

	while (sink->state != MESSAGE_END) {
		struct link *link = mail->link;

		if (link->at == link->end &&
		    link_fill(link, PATIENCE) != GOT_SOME) {
			mail->over = true;
			return false;
		}
		if (!sink_block(sink, link))
			written = false;
	}
	if (sink->bare_lf)
		link_logf(mail->link, "# bare LF in the message");
	return written;
}

static void queue_file(struct mail *mail, const char *temp, size_t number)
{
	struct text name = { .data = NULL };
	struct text reply = { .data = NULL };

	text_printf(&name, "%s/%zu.eml", mail->config->mail_dir, number);
	text_printf(&reply, "250 2.0.0 Ok: queued as %zu", number);
	if (rename(temp, name.data) < 0)
		mail_reply(mail, "451 4.3.0 Could not keep it");
	else
		mail_reply(mail, reply.data);
	text_free(&name);
	text_free(&reply);
}

static void data_to_file(struct mail *mail, struct sink *sink)
{
	struct text temp = { .data = NULL };

	text_printf(&temp, "%s/.incoming", mail->config->mail_dir);
	sink->file = fopen(temp.data, "wbe");
	if (sink->file == NULL) {
		mail_reply(mail, "451 4.3.0 Could not open a file");
	} else {
		mail_reply(mail, "354 Go on, end with a dot");
		bool whole = sink_all(sink, mail);
		if (fclose(sink->file) != 0)
			whole = false;
		if (whole)
			queue_file(mail, temp.data, ++*mail->messages);
		else
			unlink(temp.data);
		if (!whole && !mail->over)
			mail_reply(mail, "452 4.3.1 Could not write it");
	}
	text_free(&temp);
}

void mail_data(struct mail *mail)
{
	struct sink sink = { .state = LINE_START };

	if (mail->config->mail_dir != NULL) {
		data_to_file(mail, &sink);
		return;
	}
	mail_reply(mail, "354 Go on, end with a dot");
	if (sink_all(&sink, mail)) {
		++*mail->messages;
		mail_reply(mail, "250 2.0.0 Ok: dropped");
	}
}
