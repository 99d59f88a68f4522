/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where to without a server: by the domain of the last recipient (RFC 5321
 * section 5.1), or by its address literal (section 4.1.3).  And the ends of
 * the connection: which family of addresses, from which address and port.
 *
 *	literal = "[" ( IPv4-address / "IPv6:" IPv6-address ) "]"
 */
#include "plan/parts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "plan/persona.h"

/* AF_INET, AF_INET6, or AF_UNSPEC for what is no address in numbers. */
static int family_of(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	char *plain = mem_copy(text, strcspn(text, "%"));	/* %eth0 */
	int family = AF_UNSPEC;

	if (inet_pton(AF_INET, text, bytes) == 1)
		family = AF_INET;
	else if (inet_pton(AF_INET6, plain, bytes) == 1)
		family = AF_INET6;
	free(plain);
	return family;
}

char *plan_last_recipient(const struct config *c)
{
	const struct value *const lists[] = { &c->to, &c->cc, &c->bcc };
	char *last = NULL;

	for (size_t i = 0; !last && i < sizeof(lists) / sizeof(*lists); i++) {
		const char *text = value_text(lists[i]);
		struct strings all = { 0 };

		strings_split(&all, text ? text : "", ',');
		if (all.count)
			last = mem_string(all.at[all.count - 1]);
		strings_release(&all);
	}
	return last;
}

/* The address inside a literal; NULL where it is none.  Owned. */
static char *literal_address(const char *domain)
{
	size_t n = strlen(domain);
	const char *start = domain + 1;
	char *address;

	if (n < 3 || domain[n - 1] != ']')
		return NULL;
	if (str_same_n(start, "IPv6:", 5))
		start += 5;
	address = mem_copy(start, (size_t)(domain + n - 1 - start));
	if (family_of(address) != AF_UNSPEC)
		return address;
	free(address);
	return NULL;
}

/* RFC 6761 section 6.3: this name is never asked of a name server. */
static bool is_localhost(const char *domain)
{
	static const char name[] = "localhost";
	size_t n = strlen(domain), len = sizeof(name) - 1;

	if (n && domain[n - 1] == '.')
		n--;
	if (n < len || !str_same_n(domain + n - len, name, len))
		return false;
	return n == len || domain[n - len - 1] == '.';
}

static int route_by(struct target *t, const char *domain,
		    const struct planning *g, struct err *err)
{
	if (*domain == '[') {
		t->place = literal_address(domain);
		if (!t->place)
			return err_set(err, ERR_OPTION, "'%.100s' is no "
				       "address: write [192.0.2.1] or "
				       "[IPv6:2001:db8::1], or use -s HOST",
				       domain);
		return 0;
	}
	t->place = mem_string(domain);
	t->by_mx = !is_localhost(domain);
	t->mx_lenient = g->persona->mx_lenient;
	return 0;
}

static int route_recipient(struct target *t, const struct planning *g,
			   const char *recipient, struct err *err)
{
	const char *at = strrchr(recipient, '@');

	if (plan_check_line(recipient, &g->config->to, err) < 0)
		return -1;
	if (!at || !at[1])
		return err_set(err, ERR_OPTION, "no server given, and '%.100s' "
			       "has no domain to say where to: use -s HOST",
			       recipient);
	return route_by(t, at + 1, g, err);
}

static int route_copied(struct target *t, const struct planning *g,
			struct err *err)
{
	const struct value *v = &g->config->copy_routing;
	const char *at = strrchr(v->text, '@');
	const char *domain = at ? at + 1 : v->text;

	if (plan_check_line(domain, v, err) < 0)
		return -1;
	if (!*domain)
		return err_set(err, ERR_OPTION, "%s: no domain in '%.100s'",
			       v->where, v->text);
	return route_by(t, domain, g, err);
}

int plan_route(struct plan *p, const struct planning *g, struct err *err)
{
	char *recipient;
	int result;

	if (value_text(&g->config->copy_routing))
		return route_copied(&p->target, g, err);
	recipient = plan_last_recipient(g->config);
	if (recipient)
		result = route_recipient(&p->target, g, recipient, err);
	else if (value_given(&g->config->dump_mail))
		result = 0;
	else
		result = err_set(err, ERR_OPTION, "no server given: use -s "
				 "HOST, --socket PATH or --pipe COMMAND");
	free(recipient);
	return result;
}

/* ---- the ends ---- */

static int plan_local(struct target *t, const struct config *c,
		      struct err *err)
{
	const char *text = value_text(&c->local_interface);
	char *port = NULL;
	int result = 0;

	if (text)
		plan_split_host(text, &t->local, &port);
	if (t->local && !*t->local) {	/* ":25": any address */
		free(t->local);
		t->local = NULL;
	}
	if (value_text(&c->local_port))	/* the more explicit one wins */
		result = plan_find_port(value_text(&c->local_port),
					c->local_port.where, 0,
					&t->local_port, err);
	else if (port)
		result = plan_find_port(port, c->local_interface.where, 0,
					&t->local_port, err);
	free(port);
	if (result == 0 && t->local)
		result = plan_check_line(t->local, &c->local_interface, err);
	return result;
}

static int digit_of(int family)
{
	return family == AF_INET ? 4 : 6;
}

/* An address that -4 or -6 rules out could never be reached. */
static int check_family(int wanted, const char *address, const char *what,
			struct err *err)
{
	int family = address ? family_of(address) : AF_UNSPEC;

	if (wanted == AF_UNSPEC || family == AF_UNSPEC || wanted == family)
		return 0;
	return err_set(err, ERR_OPTION, "-%d excludes the %s %.100s, which is "
		       "an IPv%d address", digit_of(wanted), what, address,
		       digit_of(family));
}

/* From an address to one of the other kind there is no way. */
static int check_ends(struct target *t, struct err *err)
{
	int here = t->local ? family_of(t->local) : AF_UNSPEC;
	int there = t->place ? family_of(t->place) : AF_UNSPEC;

	if (here == AF_UNSPEC)
		return 0;
	if (there != AF_UNSPEC && there != here)
		return err_set(err, ERR_OPTION, "the local interface %.100s is "
			       "an IPv%d address, the server %.100s is not",
			       t->local, digit_of(here), t->place);
	t->family = here;
	return 0;
}

int plan_ends(struct plan *p, const struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	struct target *t = &p->target;
	bool v4 = value_given(&c->ipv4), v6 = value_given(&c->ipv6);

	if (v4 && v6)
		return err_set(err, ERR_OPTION, "-4 and -6 exclude each "
			       "other");
	t->family = v4 ? AF_INET : v6 ? AF_INET6 : AF_UNSPEC;
	if (t->transport != TRANSPORT_TCP)
		return 0;
	if (plan_local(t, c, err) < 0 ||
	    check_family(t->family, t->place, "server", err) < 0 ||
	    check_family(t->family, t->local, "local interface", err) < 0)
		return -1;
	return check_ends(t, err);
}
