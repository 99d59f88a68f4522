/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hide secrets, then fan out: see bus.h. */
#include "event/bus.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"

/* A text shown is a reply line or a detail; both are bounded long before. */
enum { TEXT_MOST = 1 << 20 };

/* Shorter than this, a secret may be part of an innocent word. */
enum { LONG_SECRET = 8 };

/* A beginning of a secret's base64 this long tells six bytes of it. */
enum { TELLING = 8 };

void bus_init(struct bus *bus, const struct secret_policy *policy)
{
	*bus = (struct bus){ .policy = *policy };
}

void bus_release(struct bus *bus)
{
	strings_release(&bus->secrets);
	strings_release(&bus->encoded);
}

void bus_add_sink(struct bus *bus, struct sink sink)
{
	if (bus->sink_count < BUS_SINKS)
		bus->sinks[bus->sink_count++] = sink;
}

/*
 * What base64 makes of the secret when skip bytes stand before it: only the
 * characters that no neighbour has a part in.
 */
static void add_base64_core(struct bus *bus, const char *secret, size_t skip)
{
	size_t n = strlen(secret);
	struct buf padded, text;
	size_t from = (skip * 8 + 5) / 6, bits = (skip + n) * 8;

	buf_init(&padded, n + 2);
	buf_init(&text, BASE64_LENGTH(n + 2));
	buf_add(&padded, "\0\0", skip);
	buf_adds(&padded, secret);
	base64_add(&text, padded.data, padded.len);
	text.data[bits / 6] = '\0';
	if (strlen(text.data) >= from + 4)
		strings_add(&bus->encoded, text.data + from);
	buf_release(&padded);
	buf_release(&text);
}

/* As it is where bytes that no terminal should see were made visible. */
static void add_printable(struct bus *bus, const char *secret)
{
	struct buf shown;

	buf_init(&shown, TEXT_MOST);
	str_add_printable(&shown, secret, strlen(secret));
	if (strcmp(buf_str(&shown), secret) != 0)
		strings_add(&bus->secrets, buf_str(&shown));
	buf_release(&shown);
}

void bus_add_secret(struct bus *bus, const char *secret)
{
	if (!bus->policy.hide || !*secret)
		return;
	strings_add(&bus->secrets, secret);
	add_printable(bus, secret);
	for (size_t skip = 0; skip < 3; skip++)
		add_base64_core(bus, secret, skip);
}

void bus_add_derived(struct bus *bus, const char *digest)
{
	if (bus->policy.hide_derived)
		bus_add_secret(bus, digest);
}

void bus_copy(struct bus *bus, const struct bus *from)
{
	*bus = *from;
	bus->secrets = bus->encoded = (struct strings){ 0 };
	for (size_t i = 0; i < from->secrets.count; i++)
		strings_add(&bus->secrets, from->secrets.at[i]);
	for (size_t i = 0; i < from->encoded.count; i++)
		strings_add(&bus->encoded, from->encoded.at[i]);
}

static bool word_byte(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool at_place(const char *text, size_t n, size_t at, const char *pattern)
{
	size_t len = strlen(pattern);

	return len <= n - at && memcmp(text + at, pattern, len) == 0;
}

/*
 * A short secret counts only as a word of its own: "pass" is not hidden in
 * "wrong password", which would tell what it is.
 */
static bool stands_alone(const char *text, size_t n, size_t at, size_t len)
{
	if (len >= LONG_SECRET)
		return true;
	return (at == 0 || !word_byte(text[at - 1])) &&
	       (at + len == n || !word_byte(text[at + len]));
}

/* How many characters the two begin with alike. */
static size_t common(const char *pattern, const char *text, size_t n)
{
	size_t len = 0;

	while (len < n && pattern[len] && pattern[len] == text[len])
		len++;
	return len;
}

/* Length of the longest secret at this place, or 0. */
static size_t secret_length(const struct bus *bus, const char *text, size_t n,
			    size_t at)
{
	size_t most = 0, len;

	for (size_t i = 0; i < bus->secrets.count; i++) {
		len = strlen(bus->secrets.at[i]);
		if (len > most && at_place(text, n, at, bus->secrets.at[i]) &&
		    stands_alone(text, n, at, len))
			most = len;
	}
	for (size_t i = 0; i < bus->encoded.count; i++) {
		len = common(bus->encoded.at[i], text + at, n - at);
		if (len > most && (len >= TELLING ||
				   !bus->encoded.at[i][len]))
			most = len;
	}
	return most;
}

static bool any_in(const struct strings *patterns, const char *text, size_t n,
		   size_t enough)
{
	for (size_t i = 0; i < patterns->count; i++) {
		size_t len = strlen(patterns->at[i]);

		if (memmem(text, n, patterns->at[i],
			   len < enough ? len : enough))
			return true;
	}
	return false;
}

/* The text without secrets: itself, or a version in out. */
static const char *scrub(const struct bus *bus, const char *text, size_t *n,
			 struct buf *out)
{
	if (!text || !(any_in(&bus->secrets, text, *n, SIZE_MAX) ||
		       any_in(&bus->encoded, text, *n, TELLING)))
		return text;
	buf_clear(out);
	for (size_t at = 0; at < *n;) {
		size_t len = secret_length(bus, text, *n, at);

		if (len)
			buf_adds(out, bus->policy.substitute);
		else
			buf_addc(out, text[at]);
		at += len ? len : 1;
	}
	*n = out->len;
	return buf_str(out);
}

static void scrub_buf(const struct bus *bus, struct buf *text)
{
	size_t n = text->len;
	struct buf scrubbed;

	buf_init(&scrubbed, TEXT_MOST);
	if (scrub(bus, buf_str(text), &n, &scrubbed) != buf_str(text)) {
		buf_clear(text);
		buf_add(text, buf_str(&scrubbed), scrubbed.len);
	}
	buf_release(&scrubbed);
}

static const char *scrub_string(const struct bus *bus, const char *text,
				struct buf *out)
{
	size_t n = text ? strlen(text) : 0;

	return scrub(bus, text, &n, out);
}

static void add_plain(struct buf *out, const struct buf *plain, bool words)
{
	for (size_t i = 0; i < plain->len; i++) {
		if (words && !plain->data[i])
			buf_adds(out, "\\0");
		else
			buf_addc(out, plain->data[i]);
	}
}

/* What an AUTH line holds as the policy wants it shown; bytes in plain. */
static struct auth_view hide_in_view(const struct bus *bus,
				     const struct auth_view *auth,
				     struct buf *plain)
{
	const struct secret_policy *policy = &bus->policy;
	size_t end = auth->secret_at + auth->secret_n;
	struct auth_view view = *auth;

	if (policy->hide && auth->secret_n &&
	    (!auth->derived || policy->hide_derived)) {
		buf_add(plain, auth->bytes, auth->secret_at);
		buf_adds(plain, policy->substitute);
		buf_add(plain, auth->bytes + end, auth->n - end);
		view.shown_n = strlen(policy->substitute);
	} else {
		buf_add(plain, auth->bytes, auth->n);
		view.secret_n = 0;
	}
	/* a server may say anything, and make us repeat it */
	scrub_buf(bus, plain);
	view.bytes = buf_str(plain);
	view.n = plain->len;
	return view;
}

/* What a line of an AUTH exchange is shown as, decoded or not. */
static void show_auth(const struct auth_view *view, bool decoded,
		      struct buf *out)
{
	const struct buf plain = { .data = (char *)view->bytes,
				   .len = view->n };

	buf_adds(out, view->prefix);
	if (decoded)
		add_plain(out, &plain, view->words);
	else
		base64_add(out, view->bytes, view->n);
}

/*
 * The event's text without secrets: as it is, or a version in out.  No more
 * than that is in the view that sinks see.
 */
static void show_text(const struct bus *bus, struct event *e,
		      struct auth_view *view, struct buf *plain,
		      struct buf *out)
{
	bool raw = e->kind == EVENT_RAW;

	if (e->auth)
		*view = hide_in_view(bus, e->auth, plain);
	if (e->auth && (!raw || bus->policy.hide)) {
		show_auth(view, !raw && bus->policy.plaintext, out);
		if (raw)
			buf_adds(out, "\r\n");
		e->text = buf_str(out);
		e->text_n = out->len;
	} else {
		e->text = scrub(bus, e->text, &e->text_n, out);
	}
	if (e->auth)
		e->auth = view;
}

static void fan_out(const struct bus *bus, const struct event *event)
{
	for (size_t i = 0; i < bus->sink_count; i++)
		bus->sinks[i].take(bus->sinks[i].self, event);
}

/* The failure's strings, scrubbed; the copies live in bufs. */
static void scrub_failure(const struct bus *bus, struct failure *f,
			  struct buf bufs[4])
{
	f->text = scrub_string(bus, f->text, &bufs[0]);
	f->subject = scrub_string(bus, f->subject, &bufs[1]);
	f->offered = scrub_string(bus, f->offered, &bufs[2]);
	f->refused = scrub_string(bus, f->refused, &bufs[3]);
}

void bus_emit(struct bus *bus, const struct event *event)
{
	struct event e = *event;
	struct failure failure;
	struct auth_view view;
	struct buf bufs[7];

	for (size_t i = 0; i < 7; i++)
		buf_init(&bufs[i], TEXT_MOST);
	if (e.text && !e.sized)
		e.text_n = strlen(e.text);
	show_text(bus, &e, &view, &bufs[6], &bufs[0]);
	e.why = scrub_string(bus, e.why, &bufs[1]);
	if (e.failure) {
		failure = *e.failure;
		scrub_failure(bus, &failure, &bufs[2]);
		e.failure = &failure;
	}
	fan_out(bus, &e);
	for (size_t i = 0; i < 7; i++)
		buf_release(&bufs[i]);
}
