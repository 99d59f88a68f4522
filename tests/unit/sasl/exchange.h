/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SASL exchange, for the tests, as the auth step makes it. */
#ifndef SMTPCHECK_TESTS_SASL_EXCHANGE_H
#define SMTPCHECK_TESTS_SASL_EXCHANGE_H

#include "base/buf.h"
#include "base/err.h"
#include "sasl/sasl.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

enum { RESPONSE_MOST = 12288, ROUNDS_MOST = 10 };

struct exchange {
	struct sasl sasl;
	struct buf out;
	struct err err;
};

void begin(struct exchange *x, const struct sasl_mechanism *m,
	   const char *user, const char *password);
void end(struct exchange *x);

/* The next response in x->out alone; an error where it is none. */
enum sasl_result step(struct exchange *x, const char *challenge, size_t n);

/* The same, by a challenge that the mechanism can answer next. */
enum sasl_result step_well(struct exchange *x);

/* The response is this, and this is its secret. */
void check_response(const struct exchange *x, const void *bytes, size_t n);
void check_secret(const struct exchange *x, const char *secret);

#endif
