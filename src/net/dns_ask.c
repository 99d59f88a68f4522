/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question by the C library's resolver: see dns_ask.h. */
#include "net/dns_ask.h"

#include <arpa/nameser.h>

int dns_open(struct __res_state *resolver, const struct sockaddr_in *server,
	     struct err *err)
{
	if (res_ninit(resolver) < 0)
		return err_set(err, ERR_RESOLVE_TEMPORARY, "the name service "
			       "cannot be set up");
	if (server->sin_family == AF_INET) {
		resolver->nscount = 1;
		resolver->nsaddr_list[0] = *server;
	}
	return 0;
}

/*
 * As it is: the search list of resolv.conf is for what people type, and would
 * turn mail for "corp" over to "corp.example.net".
 */
int dns_ask(struct __res_state *resolver, const char *name, int type,
	    unsigned char answer[static DNS_ANSWER_MOST], struct err *err)
{
	unsigned char question[NS_PACKETSZ];
	int n = res_nmkquery(resolver, ns_o_query, name, ns_c_in, type, NULL,
			     0, NULL, question, sizeof(question));

	if (n < 0)
		return err_set(err, ERR_NO_SUCH_HOST, "'%.200s' can be no "
			       "domain name", name);
	n = res_nsend(resolver, question, n, answer, DNS_ANSWER_MOST);
	if (n < 0)
		return err_set(err, ERR_RESOLVE_TEMPORARY, "%.200s: no answer "
			       "from the name service", name);
	return n < DNS_ANSWER_MOST ? n : DNS_ANSWER_MOST;
}
