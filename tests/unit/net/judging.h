/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scenes of judging a server's certificates: the actors of most of them, the
 * trust store, and what must come of it.
 */
#ifndef TESTS_NET_JUDGING_H
#define TESTS_NET_JUDGING_H

#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "certs.h"

#define HOST "mail.example.net"

struct cast {
	struct made root, other_root;
	struct made middle; /* by root */
	struct made leaf;   /* by middle; HOST and *.example.org */
	char store[64];	    /* a file, in each test with root alone */
};

extern struct cast cast;

extern const struct tls_policy strict, weak;

int judging_set_up(void **state);
int judging_tear_down(void **state);
int judging_reset(void **state);

/* A test that starts with the store as it should be. */
#define SCENE(f) cmocka_unit_test_setup(f, judging_reset)

#define LIST(...) ((const struct made *const[]){ __VA_ARGS__, NULL })

/* Put these certificates, and no others, into the store. */
#define STORE(...) store_certs(LIST(__VA_ARGS__))

/* What verify_peer() makes of these, sent in this order. */
#define JUDGE(policy, ...) judge(policy, LIST(__VA_ARGS__))

void store_certs(const struct made *const *certs);
struct tls_facts judge(const struct tls_policy *policy,
		       const struct made *const *certs);

/* These are the reasons, the first at this depth; frees the facts. */
void expect(struct tls_facts facts, unsigned reasons, int depth);

#endif
