/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Diffie-Hellman of an old server: a prime of 1024 bits (RFC 2409 section
 * 6.2).  A server uses it with DHE where the client names no group of RFC 7919.
 */
#ifndef TESTS_PRIME_H
#define TESTS_PRIME_H

#include <gnutls/gnutls.h>

/* For gnutls_certificate_set_params_function(). */
int prime_of_1024_bits(gnutls_session_t session, gnutls_params_type_t type,
		       gnutls_params_st *params);

#endif
