/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OpenSSL's hash of an X.501 name, by which the files of a directory of
 * certificates are named (c_rehash, "openssl x509 -hash").
 */
#ifndef SMTPCHECK_NET_NAME_HASH_H
#define SMTPCHECK_NET_NAME_HASH_H

#include <gnutls/gnutls.h>
#include <stdint.h>

/* Of a Name's DER.  0, or -1: it is none, or there is no SHA-1. */
int name_hash(const gnutls_datum_t *name, uint32_t *hash_out);

#endif
