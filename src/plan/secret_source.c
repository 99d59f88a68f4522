/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sources of passwords and tokens, a row each: see secret_source.h. */
#include "plan/secret_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "plan/plan.h"

/* What a reader may need beside the option's value. */
struct reading {
	const struct value *value;
	const struct secret_limit *limit;
	struct buf line;
};

static int not_read(const struct value *v, int number, struct err *err)
{
	return err_system(err, ERR_FILE, number, "%s: cannot read %.200s",
			  v->where, v->text);
}

static int from_text(struct reading *r, struct err *err)
{
	(void)err;
	return buf_adds(&r->line, r->value->text);
}

/* By single bytes, since what is behind the line is not ours to take. */
static int from_descriptor(struct reading *r, int fd, struct err *err)
{
	ssize_t n;
	char c;

	while ((n = read(fd, &c, 1)) > 0 && c != '\n')
		if (buf_addc(&r->line, c) < 0)
			return not_read(r->value, EFBIG, err);
	return n < 0 ? not_read(r->value, errno, err) : 0;
}

/* The rest may be the message, or answers to what is asked for. */
static int from_stdin(struct reading *r, struct err *err)
{
	int c;

	while ((c = getc(stdin)) != EOF && c != '\n')
		if (buf_addc(&r->line, (char)c) < 0)
			return not_read(r->value, EFBIG, err);
	return ferror(stdin) ? not_read(r->value, errno, err) : 0;
}

static int from_file(struct reading *r, struct err *err)
{
	const char *path = r->value->text;
	int fd, result;

	if (strcmp(path, "-") == 0)
		return from_stdin(r, err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return not_read(r->value, errno, err);
	result = from_descriptor(r, fd, err);
	close(fd);
	return result;
}

static int from_number(struct reading *r, struct err *err)
{
	const struct value *v = r->value;
	char *end;
	long fd = strtol(v->text, &end, 10);
	int result;

	if (!str_is_digits(v->text) || *end || fd > 65535)
		return err_set(err, ERR_OPTION, "%s: '%.60s' is no number of "
			       "an open descriptor", v->where, v->text);
	if (fd == STDIN_FILENO)
		return from_stdin(r, err);
	result = from_descriptor(r, (int)fd, err);
	if (fd > STDERR_FILENO)		/* no child is to have it */
		close((int)fd);
	return result;
}

static int from_command(struct reading *r, struct err *err)
{
	return secret_from_command(r->value, r->limit, &r->line, err);
}

#define AT(member) offsetof(struct config, member)

static const struct source {
	size_t at;		/* the option's struct value */
	int (*read)(struct reading *, struct err *);
	enum secret_kind kind;
	bool is_file;		/* its text is a path */
	bool may_be_empty;
} sources[] = {
	{ .at = AT(auth_password), .read = from_text, .may_be_empty = true },
	{ .at = AT(auth_password_file), .read = from_file, .is_file = true },
	{ .at = AT(auth_password_fd), .read = from_number },
	{ .at = AT(auth_password_command), .read = from_command },
	{ .kind = SECRET_TOKEN, .at = AT(auth_token), .read = from_text },
	{ .kind = SECRET_TOKEN, .at = AT(auth_token_file), .read = from_file,
	  .is_file = true },
	{ .kind = SECRET_TOKEN, .at = AT(auth_token_fd),
	  .read = from_number },
	{ .kind = SECRET_TOKEN, .at = AT(auth_token_command),
	  .read = from_command },
	{ .kind = SECRET_PASSPHRASE, .at = AT(tls_key_password),
	  .read = from_text, .may_be_empty = true },
	{ .kind = SECRET_PASSPHRASE, .at = AT(tls_key_password_file),
	  .read = from_file, .is_file = true },
};

enum { SOURCES = sizeof(sources) / sizeof(*sources) };

static const char *const nouns[] = {
	[SECRET_PASSWORD] = "password",
	[SECRET_TOKEN] = "token",
	[SECRET_PASSPHRASE] = "passphrase",
};

static const struct value *value_at(const struct config *c, size_t at)
{
	return (const struct value *)(const void *)((const char *)c + at);
}

/* The next source in force from place *i on, or NULL. */
static const struct source *next_source(const struct config *c,
					enum secret_kind kind, size_t *i)
{
	while (*i < SOURCES) {
		const struct source *s = &sources[(*i)++];

		if (s->kind == kind && value_text(value_at(c, s->at)))
			return s;
	}
	return NULL;
}

const struct value *secret_source(const struct config *c,
				  enum secret_kind kind)
{
	size_t i = 0;
	const struct source *s = next_source(c, kind, &i);

	return s ? value_at(c, s->at) : NULL;
}

static int check(const struct source *s, const struct reading *r,
		 struct err *err)
{
	const struct value *v = r->value;
	const char *noun = nouns[s->kind];

	if (memchr(buf_str(&r->line), '\0', r->line.len))
		return err_set(err, ERR_FILE, "%s: there is a NUL in the %s",
			       v->where, noun);
	if (r->line.len || s->may_be_empty)
		return 0;
	if (s->read == from_text)
		return err_set(err, ERR_OPTION, "%s: the %s is empty",
			       v->where, noun);
	return err_set(err, ERR_FILE, "%s: the first line of %.200s is empty; "
		       "it is to be the %s", v->where, v->text, noun);
}

static int read_source(const struct source *s, struct reading *r,
		       struct err *err)
{
	if (s->read(r, err) < 0)
		return -1;
	if (s->read != from_text && r->line.len &&
	    r->line.data[r->line.len - 1] == '\r')
		r->line.data[--r->line.len] = '\0';
	return check(s, r, err);
}

int secret_read(const struct config *c, enum secret_kind kind,
		const struct secret_limit *limit, char **secret_out,
		struct err *err)
{
	size_t i = 0;
	const struct source *s = next_source(c, kind, &i), *other;
	struct reading r = { .limit = limit };
	int result;

	*secret_out = NULL;
	if (!s)
		return 0;
	r.value = value_at(c, s->at);
	other = next_source(c, kind, &i);
	if (other)
		return err_set(err, ERR_OPTION, "%s and %s: one source of a "
			       "%s is enough; the option's --no- form takes "
			       "one back", r.value->where,
			       value_at(c, other->at)->where, nouns[kind]);
	buf_init(&r.line, SECRET_MOST);
	result = read_source(s, &r, err);
	if (result == 0)
		*secret_out = buf_take(&r.line);
	buf_release(&r.line);
	return result;
}

/* The path of .netrc where the option's value is from there, or NULL. */
static const char *netrc_of(const struct value *v)
{
	static const char name[] = "/.netrc";
	size_t n = strlen(v->where);

	return n >= strlen(name) &&
	       strcmp(v->where + n - strlen(name), name) == 0 ? v->where
							       : NULL;
}

char *secret_exposed(const struct config *c, enum secret_kind kind)
{
	size_t i = 0;
	const struct source *s = next_source(c, kind, &i);
	const struct value *v = s ? value_at(c, s->at) : NULL;
	const char *path = s && s->is_file ? v->text : NULL;
	struct stat st;

	if (s && !path)
		path = netrc_of(v);
	if (!path || stat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
	    !(st.st_mode & (S_IRGRP | S_IROTH)))
		return NULL;
	return mem_string(path);
}

/* A file for everyone to read gives the secret away. */
static void warn_exposed(struct plan *p, const struct config *c,
			 enum secret_kind kind)
{
	char *path = secret_exposed(c, kind);
	char *text;

	if (!path)
		return;
	text = mem_format("%s holds a %s, and others may read it: chmod 600 "
			  "%s", path, nouns[kind], path);
	strings_add(&p->warnings, text);
	free(text);
	free(path);
}

int plan_secret(struct plan *p, const struct config *c, enum secret_kind kind,
		char **secret_out, struct err *err)
{
	const struct secret_limit limit = {
		.clock = p->clock,
		.deadline = clock_deadline(p->clock, p->deadline),
	};

	warn_exposed(p, c, kind);
	return secret_read(c, kind, &limit, secret_out, err);
}
