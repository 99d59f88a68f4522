/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a bearer token says of itself, where it is a JWT (RFC 7519). */
#ifndef SMTPCHECK_SASL_JWT_H
#define SMTPCHECK_SASL_JWT_H

#include <stddef.h>
#include <time.h>

/*
 * Write into text why the token is not good at this time: it has expired, or
 * its time has not come.  "" where it is good, says nothing of it, or is no
 * JWT: most tokens are not for their bearer to read.
 */
void jwt_warn(const char *token, time_t now, char *text, size_t n);

#endif
