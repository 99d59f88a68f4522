/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCSP responses for tests; see staple.h.  RFC 6960 section 4.2.1:
 *
 *	OCSPResponse      = { status, [0] { basic, OCTET STRING of
 *			      BasicOCSPResponse } }
 *	BasicOCSPResponse = { ResponseData, algorithm, BIT STRING }
 *	ResponseData      = { [1] Name, producedAt, { SingleResponse } }
 *	SingleResponse    = { CertID, certStatus, thisUpdate, [0] nextUpdate }
 *	CertID            = { hash, issuerNameHash, issuerKeyHash, serial }
 */
#include "staple.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>

enum {
	INTEGER = 0x02,
	BIT_STRING = 0x03,
	OCTET_STRING = 0x04,
	ENUMERATED = 0x0a,
	GENERALIZED_TIME = 0x18,
	SEQUENCE = 0x30,
	TAGGED = 0xa0, /* [0], constructed */
	HOUR = 3600,
	SHA1 = 20
};

struct der {
	unsigned char at[STAPLE_ROOM];
	size_t n;
};

static const char *const names[] = {
	[MAKE_GOOD] = "good",	    [MAKE_REVOKED] = "revoked",
	[MAKE_UNKNOWN] = "unknown", [MAKE_STALE] = "stale",
	[MAKE_EARLY] = "early",	    [MAKE_OTHER] = "other",
	[MAKE_BAD_SIGNATURE] = "bad-signature",
	[MAKE_NO_ANSWER] = "no-answer",
	[MAKE_DAMAGED] = "damaged",
};

int staple_kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

/* What does not fit is left out, and then nothing can be made of it. */
static void add(struct der *d, const void *bytes, size_t n)
{
	if (n > sizeof(d->at) - d->n)
		return;
	memcpy(d->at + d->n, bytes, n);
	d->n += n;
}

static void add_tagged(struct der *d, unsigned char tag, const void *bytes,
		       size_t n)
{
	unsigned char head[4] = { tag, (unsigned char)n };
	size_t head_n = 2;

	if (n > 0x7f) {
		head[1] = 0x82;
		head[2] = (unsigned char)(n >> 8);
		head[3] = (unsigned char)n;
		head_n = 4;
	}
	add(d, head, head_n);
	add(d, bytes, n);
}

static void add_der(struct der *d, unsigned char tag, const struct der *inside)
{
	add_tagged(d, tag, inside->at, inside->n);
}

static void add_time(struct der *d, time_t at)
{
	char text[32];
	struct tm tm;
	size_t n = 0;

	if (gmtime_r(&at, &tm) != NULL)
		n = strftime(text, sizeof(text), "%Y%m%d%H%M%SZ", &tm);
	add_tagged(d, GENERALIZED_TIME, text, n);
}

static void add_name(struct der *d, gnutls_x509_crt_t cert)
{
	gnutls_datum_t dn;

	if (gnutls_x509_crt_get_raw_dn(cert, &dn) < 0)
		return;
	add(d, dn.data, dn.size);
	gnutls_free(dn.data);
}

static void add_hash(struct der *d, const struct der *of)
{
	unsigned char hash[SHA1];

	gnutls_hash_fast(GNUTLS_DIG_SHA1, of->at, of->n, hash);
	add_tagged(d, OCTET_STRING, hash, sizeof(hash));
}

/* The key as its BIT STRING has it: 4, and both coordinates in full. */
static void add_point(struct der *d, gnutls_x509_crt_t cert)
{
	gnutls_datum_t x, y;
	gnutls_ecc_curve_t curve;

	if (gnutls_x509_crt_get_pk_ecc_raw(cert, &curve, &x, &y) < 0)
		return;
	add(d, "\4", 1);
	add(d, x.data, x.size);
	add(d, y.data, y.size);
	gnutls_free(x.data);
	gnutls_free(y.data);
}

static void add_cert_id(struct der *d, const struct staple_order *o)
{
	static const unsigned char sha1[] = { SEQUENCE, 9,    0x06, 5,	  0x2b,
					      0x0e,	0x03, 0x02, 0x1a, 0x05,
					      0x00 };
	struct der id = { .n = 0 }, name = { .n = 0 }, key = { .n = 0 };
	unsigned char serial[64];
	size_t n = sizeof(serial);

	add(&id, sha1, sizeof(sha1));
	add_name(&name, o->issuer);
	add_hash(&id, &name);
	add_point(&key, o->issuer);
	add_hash(&id, &key);
	if (gnutls_x509_crt_get_serial(o->cert, serial, &n) < 0)
		n = 0;
	if (n && o->kind == MAKE_OTHER)
		serial[n - 1] ^= 1;
	add_tagged(&id, INTEGER, serial, n);
	add_der(d, SEQUENCE, &id);
}

static void add_status(struct der *d, const struct staple_order *o)
{
	struct der revoked = { .n = 0 };

	if (o->kind == MAKE_REVOKED) {
		add_time(&revoked, o->now - HOUR);
		add_tagged(&revoked, TAGGED, "\x0a\x01\x01", 3);
		add_der(d, TAGGED | 1, &revoked);
	} else {
		add_tagged(d, o->kind == MAKE_UNKNOWN ? 0x82 : 0x80, "", 0);
	}
}

static void add_response_data(struct der *d, const struct staple_order *o)
{
	struct der data = { .n = 0 }, name = { .n = 0 }, next = { .n = 0 };
	struct der single = { .n = 0 }, singles = { .n = 0 };
	time_t from = o->now - (time_t)24 * HOUR;
	time_t until = o->now + (time_t)24 * HOUR;

	if (o->kind == MAKE_STALE)
		until = o->now - HOUR;
	if (o->kind == MAKE_EARLY)
		from = o->now + HOUR;
	add_name(&name, o->issuer);
	add_der(&data, TAGGED | 1, &name);
	add_time(&data, from);
	add_cert_id(&single, o);
	add_status(&single, o);
	add_time(&single, from);
	add_time(&next, until);
	add_der(&single, TAGGED, &next);
	add_der(&singles, SEQUENCE, &single);
	add_der(&data, SEQUENCE, &singles);
	add_der(d, SEQUENCE, &data);
}

/* Signed with ECDSA and SHA-256. */
static void add_signature(struct der *d, const struct der *data,
			  const struct staple_order *o)
{
	static const unsigned char algorithm[] = {
		SEQUENCE, 10,	0x06, 8,    0x2a, 0x86,
		0x48,	  0xce, 0x3d, 0x04, 0x03, 0x02
	};
	gnutls_datum_t of = { (unsigned char *)data->at, (unsigned)data->n };
	gnutls_datum_t made = { NULL, 0 };
	struct der bits = { .at = { 0 }, .n = 1 }; /* no bit is unused */
	gnutls_privkey_t key;

	if (gnutls_privkey_init(&key) < 0)
		return;
	if (gnutls_privkey_import_x509(key, o->issuer_key, 0) >= 0 &&
	    gnutls_privkey_sign_data(key, GNUTLS_DIG_SHA256, 0, &of, &made) >=
		    0)
		add(&bits, made.data, made.size);
	if (o->kind == MAKE_BAD_SIGNATURE)
		bits.at[bits.n - 1] ^= 1;
	add(d, algorithm, sizeof(algorithm));
	add_der(d, BIT_STRING, &bits);
	gnutls_free(made.data);
	gnutls_privkey_deinit(key);
}

static void add_basic(struct der *d, const struct staple_order *o)
{
	static const unsigned char basic_oid[] = { 0x06, 9,    0x2b, 0x06,
						   0x01, 0x05, 0x05, 0x07,
						   0x30, 0x01, 0x01 };
	struct der data = { .n = 0 }, basic = { .n = 0 };
	struct der whole = { .n = 0 }, bytes = { .n = 0 };

	add_response_data(&data, o);
	add(&basic, data.at, data.n);
	add_signature(&basic, &data, o);
	add_der(&whole, SEQUENCE, &basic);
	add(&bytes, basic_oid, sizeof(basic_oid));
	add_der(&bytes, OCTET_STRING, &whole);
	add_der(d, SEQUENCE, &bytes);
}

size_t staple_make(const struct staple_order *order,
		   unsigned char out[static STAPLE_ROOM])
{
	unsigned char status = order->kind == MAKE_NO_ANSWER ? 3 : 0;
	struct der inside = { .n = 0 }, bytes = { .n = 0 }, all = { .n = 0 };

	add_tagged(&inside, ENUMERATED, &status, 1);
	if (!status) {
		add_basic(&bytes, order);
		add_der(&inside, TAGGED, &bytes);
	}
	add_der(&all, SEQUENCE, &inside);
	if (order->kind == MAKE_DAMAGED)
		all.n /= 2;
	memcpy(out, all.at, all.n);
	return all.n;
}
