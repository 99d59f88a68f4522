/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The PROXY header (haproxy's proxy-protocol.txt), from the options: a text
 * of the user's own, or its parts.  Whether the parts make sense to a server
 * is not for this side to say, only whether they can be written.
 */
#include "plan/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"

/* Version 2 counts what follows its first 16 bytes in 16 bits. */
enum { HEADER_MOST = 16 + 65535 };

/* ---- a text of the user's own ---- */

static int read_file(const char *path, const char *where, struct buf *out,
		     struct err *err)
{
	FILE *file = fopen(path, "r");
	char block[4096];
	size_t n;
	int result = 0;

	while (file && result == 0 &&
	       (n = fread(block, 1, sizeof(block), file)) > 0)
		result = buf_add(out, block, n);
	if (!file || ferror(file))
		err_set(err, ERR_OPTION, "%s: cannot read %.200s", where,
			path);
	else if (result < 0)
		err_set(err, ERR_OPTION, "%s: %.200s is too large for a "
			"PROXY header", where, path);
	else
		result = 1;
	if (file)
		fclose(file);
	return result == 1 ? 0 : -1;
}

/* raw = text / "base64:" base64 / "@" path / "@@" text */
static int read_raw(const struct value *v, struct buf *out, struct err *err)
{
	static const char base64[] = "base64:";
	const char *text = value_text(v);

	if (str_starts(text, base64)) {
		text += strlen(base64);
		if (base64_decode(out, text, strlen(text)) < 0)
			return err_set(err, ERR_OPTION, "%s: that is no "
				       "base64", v->where);
		return 0;
	}
	if (text[0] == '@' && text[1] != '@')
		return read_file(text + 1, v->where, out, err);
	if (buf_adds(out, text + (text[0] == '@')) < 0)
		return err_set(err, ERR_OPTION, "%s: that is too long for a "
			       "PROXY header", v->where);
	return 0;
}

/* Take off what the header begins with by itself, and a text's line end. */
static void strip_raw(struct buf *raw, int version)
{
	size_t n;
	const char *lead = plan_proxy_lead(version, &n);

	if (raw->len >= n && memcmp(buf_str(raw), lead, n) == 0)
		buf_consume(raw, n);
	if (version == 2)
		return;
	if (raw->len && raw->data[raw->len - 1] == '\n')
		raw->data[--raw->len] = '\0';
	if (raw->len && raw->data[raw->len - 1] == '\r')
		raw->data[--raw->len] = '\0';
}

static char *as_base64(const struct buf *bytes)
{
	struct buf text;

	buf_init(&text, BASE64_LENGTH(bytes->max));
	base64_add(&text, buf_str(bytes), bytes->len);
	return buf_take(&text);
}

static int raw_header(struct proxy_plan *x, const struct value *v,
		      struct err *err)
{
	struct buf raw;
	size_t n;
	const char *lead = plan_proxy_lead(x->version, &n);
	int result;

	buf_init(&raw, HEADER_MOST - n);
	result = read_raw(v, &raw, err);
	if (result == 0) {
		strip_raw(&raw, x->version);
		buf_add(&x->header, lead, n);
		buf_add(&x->header, buf_str(&raw), raw.len);
		x->raw = x->version == 2 ? as_base64(&raw)
					 : mem_string(buf_str(&raw));
	}
	buf_release(&raw);
	return result;
}

/* ---- its parts ---- */

/* The options that make a header together, and their places in the plan. */
struct part {
	const struct value *value;
	char **text;
	const char *name;
	bool optional;
};

enum { PARTS = 7 };

static void list_parts(struct part parts[PARTS], struct proxy_plan *x,
		       const struct config *c)
{
	const struct part all[PARTS] = {
		{ &c->proxy_family, &x->family, "family", false },
		{ &c->proxy_source, &x->source, "source", false },
		{ &c->proxy_source_port, &x->source_port, "source-port",
		  false },
		{ &c->proxy_dest, &x->dest, "dest", false },
		{ &c->proxy_dest_port, &x->dest_port, "dest-port", false },
		{ &c->proxy_protocol, &x->protocol, "protocol", true },
		{ &c->proxy_command, &x->command, "command", true },
	};

	memcpy(parts, all, sizeof(all));
}

/* Letters in upper case, as swaks sends them; a path stays as it is. */
static char *shouted(const char *text)
{
	char *copy = mem_string(text);

	for (char *c = copy; !strchr(text, '/') && *c; c++)
		*c = str_upper(*c);
	return copy;
}

static int missing(const struct part parts[PARTS], struct err *err)
{
	char list[128] = "";

	for (size_t i = 0; i < PARTS; i++) {
		size_t n = strlen(list);

		if (!*parts[i].text && !parts[i].optional)
			snprintf(list + n, sizeof(list) - n, "%s--proxy-%s",
				 n ? ", " : "", parts[i].name);
	}
	if (!*list)
		return 0;
	return err_set(err, ERR_OPTION, "a PROXY header needs %s too", list);
}

static int from_parts(struct proxy_plan *x, struct part parts[PARTS],
		      struct err *err)
{
	for (size_t i = 0; i < PARTS; i++) {
		const char *text = value_text(parts[i].value);

		if (!text)
			continue;
		if (plan_check_line(text, parts[i].value, err) < 0)
			return -1;
		*parts[i].text = shouted(text);
	}
	if (missing(parts, err) < 0)
		return -1;
	if (!x->protocol)
		x->protocol = mem_string("STREAM");
	if (!x->command)
		x->command = mem_string("PROXY");
	return plan_proxy_header(x, err);
}

/* ---- both ---- */

/* 1 where none is asked for; -1 with err. */
static int read_version(const struct value *v, struct err *err)
{
	const char *text = value_text(v);
	long version = text && str_is_digits(text) ? strtol(text, NULL, 10)
						    : 0;

	if (text && version != 1 && version != 2)
		return err_set(err, ERR_OPTION, "%s: '%.60s' is no version of "
			       "the PROXY protocol, which has 1 and 2",
			       v->where, text);
	return text ? (int)version : 1;
}

static int make_header(struct proxy_plan *x, const struct config *c,
		       struct part parts[PARTS], struct err *err)
{
	bool raw = value_text(&c->proxy) != NULL, any = false;
	int version = read_version(&c->proxy_version, err);

	for (size_t i = 0; i < PARTS; i++)
		any = any || value_text(parts[i].value);
	if (raw && any)
		return err_set(err, ERR_OPTION, "%s excludes the other "
			       "--proxy-NAME, but for --proxy-version",
			       c->proxy.where);
	if (version < 0 || (!raw && !any))
		return version < 0 ? -1 : 0;
	x->version = version;
	return raw ? raw_header(x, &c->proxy, err)
		   : from_parts(x, parts, err);
}

/* What people see of the header, and its line end. */
static void finish_header(struct proxy_plan *x)
{
	if (x->version == 2) {
		x->shown = as_base64(&x->header);
	} else {
		x->shown = mem_string(buf_str(&x->header));
		buf_adds(&x->header, "\r\n");
	}
}

int plan_proxy(struct plan *p, struct planning *g, struct err *err)
{
	struct proxy_plan *x = &p->proxy;
	struct part parts[PARTS];

	buf_init(&x->header, HEADER_MOST + 2);
	list_parts(parts, x, g->config);
	if (make_header(x, g->config, parts, err) < 0) {
		err->number = EXIT_PROXY_OPTION;
		return -1;
	}
	if (x->version)
		finish_header(x);
	return 0;
}

void plan_proxy_release(struct proxy_plan *x)
{
	buf_release(&x->header);
	free(x->shown);
	free(x->raw);
	free(x->family);
	free(x->source);
	free(x->source_port);
	free(x->dest);
	free(x->dest_port);
	free(x->protocol);
	free(x->command);
}
