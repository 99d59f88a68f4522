/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names in a certificate: the X.501 name in the one-line form that
 * OpenSSL made common and swaks prints
 * ("/C=US/O=Example/CN=host/emailAddress=a@b"), the subjectAltName, and
 * whether they name the host that was wanted.
 *
 * Whoever made the certificate chose every byte of them.  A NUL in a name
 * ends no string here: it is shown as \x00, and such a name matches nothing.
 */
#ifndef SMTPCHECK_NET_DN_H
#define SMTPCHECK_NET_DN_H

#include <gnutls/x509.h>
#include <stdbool.h>

struct tls_certificate;

/*
 * The name's one-line form, freed by the caller: bytes outside printable
 * ASCII are \xHH, "/" and "+" in a value have a backslash before them, and
 * "+" stands between the attributes of one set.
 */
char *dn_one_line(gnutls_x509_dn_t dn);

/*
 * Fill out with what the certificate, whose DER is at hand, says of itself.
 * Its names are those of the SAN as OpenSSL spells them: "DNS:host",
 * "IP Address:192.0.2.1", "email:a@b", "URI:...", "DirName:...".
 */
void dn_describe(gnutls_x509_crt_t cert, const gnutls_datum_t *der,
		 struct tls_certificate *out);

/*
 * Does the certificate name the wanted host (RFC 9525)?  A host name is
 * looked for among the DNS names, an address among the IP addresses.  The
 * common name counts only where it is allowed to, is the only one, and there
 * is no DNS name at all.
 */
bool dn_names_host(gnutls_x509_crt_t cert, const char *wanted,
		   bool allow_common_name);

#endif
