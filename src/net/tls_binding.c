/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a TLS session is known by, for SASL: tls-exporter (RFC 9266) and
 * tls-server-end-point (RFC 5929 section 4).
 */
#include <gnutls/gnutls.h>

#include "base/buf.h"
#include "net/tls.h"
#include "net/tls_session.h"

/*
 * Up to TLS 1.2 an exporter tells sessions apart only with the extended
 * master secret (RFC 9266 section 4.2).
 */
static bool can_export(gnutls_session_t session)
{
	return gnutls_protocol_get_version(session) >= GNUTLS_TLS1_3 ||
	       gnutls_session_ext_master_secret_status(session);
}

int tls_binding(const struct tls *t, enum binding binding, struct buf *out,
		struct err *err)
{
	gnutls_channel_binding_t kind = binding == BINDING_EXPORTER
		? GNUTLS_CB_TLS_EXPORTER : GNUTLS_CB_TLS_SERVER_END_POINT;
	gnutls_datum_t bytes;
	int code, result;

	if (binding == BINDING_EXPORTER && !can_export(t->session))
		return err_set(err, ERR_LIBRARY, "tls-exporter needs TLS 1.3, "
			       "or an extended master secret, and this "
			       "session has neither");
	code = gnutls_session_channel_binding(t->session, kind, &bytes);
	if (code < 0)
		return err_set(err, ERR_LIBRARY, "GnuTLS has no %s for this "
			       "session: %s", binding_name(binding),
			       gnutls_strerror(code));
	result = buf_add(out, bytes.data, bytes.size);
	gnutls_free(bytes.data);
	return result;
}
