/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TXT records, RFC 1035 section 3.3.14: see txt.h; dns_read.h takes the
 * answer apart.
 *
 *	data = 1*( length *OCTET )	; each a string of up to 255
 */
#include "net/txt.h"

#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/apart.h"
#include "net/dns_ask.h"
#include "net/dns_read.h"

struct search {
	char *name;
	struct sockaddr_in server;	/* family AF_UNSPEC: the system's */
	struct strings found;
	struct err err;
	int result;
};

static void add_record(const struct dns_cursor *data, struct strings *out)
{
	const unsigned char *at = data->at;
	struct buf text;

	buf_init(&text, DNS_ANSWER_MOST);
	while (at < data->end) {
		size_t length = *at++;

		if (length > (size_t)(data->end - at))
			break;
		buf_add(&text, at, length);
		at += length;
	}
	if (at == data->end && strlen(buf_str(&text)) == text.len)
		strings_add(out, buf_str(&text));
	buf_release(&text);
}

static int malformed(struct err *err)
{
	return err_set(err, ERR_RESOLVE_TEMPORARY, "the name server's answer "
		       "is malformed");
}

/* Whoever owns them: behind a CNAME it is another name. */
int txt_read(const unsigned char *answer, size_t n, struct strings *out,
	     struct err *err)
{
	struct dns_cursor c;
	struct dns_head head;
	struct dns_record r;

	if (dns_begin(&c, answer, n, &head) < 0)
		return malformed(err);
	if (head.code == ns_r_nxdomain)
		return 0;
	if (head.code != ns_r_noerror)
		return err_set(err, ERR_RESOLVE_TEMPORARY, "the name server "
			       "answered with error %u", head.code);
	while (head.answers--) {
		if (dns_take_record(&c, &r) < 0)
			return malformed(err);
		if (r.type == ns_t_txt && r.class == ns_c_in)
			add_record(&r.data, out);
	}
	return 0;
}

static int ask(struct search *s, unsigned char *answer)
{
	struct __res_state resolver = { 0 };
	int n;

	if (dns_open(&resolver, &s->server, &s->err) < 0)
		return -1;
	n = dns_ask(&resolver, s->name, ns_t_txt, answer, &s->err);
	res_nclose(&resolver);
	return n < 0 ? -1 : txt_read(answer, (size_t)n, &s->found, &s->err);
}

static void run(void *state)
{
	struct search *s = state;
	unsigned char *answer = mem_new(DNS_ANSWER_MOST);

	s->result = ask(s, answer);
	free(answer);
}

static void release(void *state)
{
	struct search *s = state;

	strings_release(&s->found);
	free(s->name);
	free(s);
}

static const struct apart search_apart = { run, release };

int txt_find(const char *name, const struct sockaddr_in *server,
	     const struct patience *patience, struct strings *out,
	     struct err *err)
{
	struct search *s = mem_new(sizeof(*s));
	int result;

	s->name = mem_string(name);
	if (server)
		s->server = *server;
	if (apart_run(&search_apart, s, patience, err) < 0)
		return -1;
	result = s->result;
	if (result < 0)
		*err = s->err;
	*out = s->found;	/* taken out of it */
	s->found = (struct strings){ .at = NULL };
	release(s);
	return result;
}
