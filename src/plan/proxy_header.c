/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PROXY header from its parts (haproxy's proxy-protocol.txt).
 *
 *	version-1 = "PROXY" SP family SP source SP dest SP source-port SP
 *		    dest-port CRLF
 *	version-2 = signature 1OCTET 1OCTET length [source dest ports]
 *
 * The first octet is 2 and the command, the second family and protocol, four
 * bits each.  An address takes the room of its own kind, whatever the family
 * says; a path that of AF_UNIX, which has no ports.
 */
#include "plan/parts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "options/option.h"

enum { VERSION = 2 << 4, LOCAL = 0, UNIX_SIZE = 108 };

static const struct option_word text_families[] = {
	{ "TCP4", 0 }, { "TCP6", 0 }, { NULL, 0 },
};

static const struct option_word families[] = {
	{ "AF_UNSPEC", 0 }, { "AF_INET", 1 }, { "AF_INET6", 2 },
	{ "AF_UNIX", 3 }, { NULL, 0 },
};

static const struct option_word protocols[] = {
	{ "UNSPEC", 0 }, { "STREAM", 1 }, { "DGRAM", 2 }, { NULL, 0 },
};

static const struct option_word commands[] = {
	{ "LOCAL", LOCAL }, { "PROXY", 1 }, { NULL, 0 },
};

const char *plan_proxy_lead(int version, size_t *n_out)
{
	static const char signature[] = "\r\n\r\n\0\r\nQUIT\n";
	static const char word[] = "PROXY ";

	*n_out = version == 2 ? sizeof(signature) - 1 : sizeof(word) - 1;
	return version == 2 ? signature : word;
}

static int find(const struct option_word *words, const char *text,
		const char *option, struct err *err)
{
	int value = option_word(words, text);

	if (value < 0)
		err_set(err, ERR_OPTION, "--proxy-%s: '%.60s' is not one that "
			"the PROXY header has", option, text);
	return value;
}

/* Append the address; *path_out is set where it is a path. */
static int add_address(struct buf *out, const char *text, bool *path_out)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	char path[UNIX_SIZE] = "";
	size_t n = strlen(text);

	if (inet_pton(AF_INET, text, bytes) == 1)
		return buf_add(out, bytes, sizeof(struct in_addr));
	if (inet_pton(AF_INET6, text, bytes) == 1)
		return buf_add(out, bytes, sizeof(bytes));
	*path_out = true;
	memcpy(path, text, n < sizeof(path) ? n : sizeof(path));
	return n > sizeof(path) ? -1 : buf_add(out, path, sizeof(path));
}

static int add_port(struct buf *out, const char *text)
{
	long port = strlen(text) <= 5 ? strtol(text, NULL, 10) : -1;
	char bytes[2] = { (char)(port >> 8), (char)port };

	if (!str_is_digits(text) || port < 0 || port > 0xffff)
		return -1;
	return buf_add(out, bytes, sizeof(bytes));
}

static int add_block(const struct proxy_plan *x, struct buf *out,
		     struct err *err)
{
	bool path = false;

	if (add_address(out, x->source, &path) < 0 ||
	    add_address(out, x->dest, &path) < 0 ||
	    (path && !str_same(x->family, "AF_UNIX")))
		return err_set(err, ERR_OPTION, "version 2 of PROXY cannot "
			       "say that %.120s speaks to %.120s: these are "
			       "no addresses of %s", x->source, x->dest,
			       x->family);
	if (path)
		return 0;
	if (add_port(out, x->source_port) < 0 ||
	    add_port(out, x->dest_port) < 0)
		return err_set(err, ERR_OPTION, "version 2 of PROXY cannot "
			       "say %.20s or %.20s: a port is a number from 0 "
			       "to 65535", x->source_port, x->dest_port);
	return 0;
}

/* The parts are known words; family and command by their number. */
static int add_binary(struct proxy_plan *x, int family, int protocol,
		      int command, struct err *err)
{
	struct buf block;
	char head[4] = { (char)(VERSION | command) };
	int result = 0;

	buf_init(&block, 2 * UNIX_SIZE);
	if (command != LOCAL) {	/* to which no addresses belong */
		head[1] = (char)(family << 4 | protocol);
		result = add_block(x, &block, err);
	}
	head[2] = (char)(block.len >> 8);
	head[3] = (char)block.len;
	buf_add(&x->header, head, sizeof(head));
	buf_add(&x->header, buf_str(&block), block.len);
	buf_release(&block);
	return result;
}

int plan_proxy_header(struct proxy_plan *x, struct err *err)
{
	bool binary = x->version == 2;
	size_t n;
	const char *lead = plan_proxy_lead(x->version, &n);
	int family = find(binary ? families : text_families, x->family,
			  "family", err);
	int protocol = family < 0 ? -1 : find(protocols, x->protocol,
					      "protocol", err);
	int command = protocol < 0 ? -1 : find(commands, x->command,
					       "command", err);

	if (command < 0)
		return -1;
	buf_add(&x->header, lead, n);
	if (binary)
		return add_binary(x, family, protocol, command, err);
	if (buf_addf(&x->header, "%s %s %s %s %s", x->family, x->source,
		     x->dest, x->source_port, x->dest_port) < 0)
		return err_set(err, ERR_OPTION, "that is too long for a PROXY "
			       "header");
	return 0;
}
