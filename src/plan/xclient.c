/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The XCLIENT commands, from the options in their order.
 *
 *	command   = "XCLIENT" 1*( SP attribute "=" xtext ) / "XCLIENT" SP text
 *	attribute = "NAME" / "ADDR" / "PORT" / ...
 *
 * Postfix's XCLIENT_README; xtext is RFC 3461's.  Attributes gather in one
 * command until a delimiter or a text of its own comes.
 */
#include "plan/parts.h"

#include <string.h>

#include "base/buf.h"
#include "options/option.h"

/* What chat_command() takes, CR LF aside. */
enum { COMMAND_MOST = 12286 };

static const char verb[] = "XCLIENT";

/* "REVERSE_NAME" of --xclient-reverse-name; "" of --xclient itself. */
static void attribute_name(const struct option *row, char *out, size_t room)
{
	size_t n = option_name_length(row), at = sizeof("xclient-") - 1;
	size_t used = 0;

	for (; at < n && used + 1 < room; at++) {
		char c = str_upper(row->names[at]);

		out[used++] = c == '-' ? '_' : c;
	}
	out[used] = '\0';
}

/* End the command under way, if there is one. */
static void end_command(struct xclient_plan *x, struct buf *command)
{
	if (command->len)
		strings_add(&x->commands, buf_str(command));
	buf_clear(command);
}

static int add_attribute(struct xclient_plan *x, const char *name,
			 const char *value, struct buf *command)
{
	if (!command->len)
		buf_adds(command, verb);
	strings_add(&x->attributes, name);
	if (buf_addf(command, " %s=", name) < 0)
		return -1;
	return str_add_xtext(command, value);
}

static int add_mention(struct xclient_plan *x, const struct given *g,
		       struct buf *command)
{
	const char *text = g->text ? g->text : "";
	char name[32];
	int result = 0;

	attribute_name(g->row, name, sizeof(name));
	if (g->row->arg && *name)
		return add_attribute(x, name, text, command);
	end_command(x, command);
	if (g->row->arg)
		result = buf_addf(command, "%s %s", verb, text);
	end_command(x, command);
	return result;
}

/* A text of the user's own may not be more than one command. */
static int check_mention(const struct given *g, const struct value *v,
			 struct err *err)
{
	return g->text && !g->row->once ? plan_check_line(g->text, v, err) : 0;
}

static enum demand demand_of(const struct config *c)
{
	/* the stricter one wins, as with swaks */
	if (value_given(&c->xclient_optional_strict))
		return DEMAND_IF_OFFERED;
	return value_given(&c->xclient_optional) ? DEMAND_OPTIONAL
						 : DEMAND_REQUIRED;
}

static int add_commands(struct xclient_plan *x, const struct value *v,
			struct err *err)
{
	struct buf command;
	int result = 0;

	buf_init(&command, COMMAND_MOST);
	for (size_t i = 0; result == 0 && i < v->sequence_count; i++) {
		result = check_mention(&v->sequence[i], v, err);
		if (result == 0 && add_mention(x, &v->sequence[i],
					       &command) < 0)
			result = err_set(err, ERR_OPTION, "%s: XCLIENT would "
					 "be longer than %d octets", v->where,
					 COMMAND_MOST);
	}
	end_command(x, &command);
	buf_release(&command);
	return result;
}

int plan_xclient(struct plan *p, struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	struct xclient_plan *x = &p->xclient;

	x->before_starttls = value_given(&c->xclient_before_starttls);
	x->unverified = value_given(&c->xclient_no_verify);
	if (!value_given(&c->xclient))
		return 0;
	if (add_commands(x, &c->xclient, err) < 0)
		return -1;
	if (x->commands.count)
		x->demand = demand_of(c);
	return 0;
}

void plan_xclient_release(struct xclient_plan *x)
{
	strings_release(&x->commands);
	strings_release(&x->attributes);
}
