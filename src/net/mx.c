/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for the exchanges of a domain, within a deadline: see mx.h. */
#include "net/mx.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/apart.h"
#include "net/dns_ask.h"

enum { QUESTIONS_MOST = 8 };	/* a name server may leave CNAMEs to us */

struct search {
	char *domain;
	struct sockaddr_in server;	/* family AF_UNSPEC: the system's */
	struct mx_list found;
	struct err err;
	int result;
};

/* Nothing but another name for it: ask for that one. */
static bool follow(struct search *s)
{
	if (s->found.count || s->found.null || !s->found.alias)
		return false;
	free(s->domain);
	s->domain = s->found.alias;
	s->found.alias = NULL;
	return true;
}

static int search_with(struct search *s, struct __res_state *state,
		       unsigned char *answer)
{
	for (size_t i = 0; i < QUESTIONS_MOST; i++) {
		int n = dns_ask(state, s->domain, ns_t_mx, answer, &s->err);

		if (n < 0 || mx_read(answer, (size_t)n, s->domain, &s->found,
				     &s->err) < 0)
			return -1;
		if (!follow(s))
			return 0;
	}
	return err_set(&s->err, ERR_RESOLVE_TEMPORARY, "%.200s: its CNAMEs "
		       "lead nowhere", s->domain);
}

static void run(void *state)
{
	struct search *s = state;
	struct __res_state resolver = { 0 };
	unsigned char *answer;

	s->result = dns_open(&resolver, &s->server, &s->err);
	if (s->result < 0)
		return;
	answer = mem_new(DNS_ANSWER_MOST);
	s->result = search_with(s, &resolver, answer);
	free(answer);
	res_nclose(&resolver);
}

static void release(void *state)
{
	struct search *s = state;

	mx_release(&s->found);
	free(s->domain);
	free(s);
}

static const struct apart search_apart = { run, release };

int mx_find(const struct mx_question *question,
	    const struct patience *patience, struct mx_list *list,
	    struct err *err)
{
	struct search *s = mem_new(sizeof(*s));
	int result;

	*list = (struct mx_list){ .count = 0 };
	s->domain = mem_string(question->domain);
	if (question->server)
		s->server = *question->server;
	if (apart_run(&search_apart, s, patience, err) < 0) {
		if (err->kind == ERR_LIMIT)
			err->kind = ERR_RESOLVE_TEMPORARY;
		return -1;
	}
	result = s->result;
	if (result < 0)
		*err = s->err;
	*list = s->found;	/* taken out of it */
	s->found = (struct mx_list){ .count = 0 };
	release(s);
	mx_sort(list);
	return result;
}
