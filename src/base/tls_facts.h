/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of a TLS session, as plain values: net/ fills it, events
 * carry it, reports show it.  It owns its strings.  Everything the server
 * chose (names, subjects) may hold any byte and is made safe by whoever
 * shows it.
 */
#ifndef SMTPCHECK_BASE_TLS_FACTS_H
#define SMTPCHECK_BASE_TLS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/dane.h"
#include "base/sts.h"
#include "base/tls_certificate.h"
#include "base/tls_judgement.h"

/*
 * Why a certificate chain is not trusted.  A set, since several may hold at
 * once; the order is that in which they are told: first what is wrong with
 * the chain as such, as OpenSSL does, then what is wrong with one element.
 */
enum tls_reason {
	REASON_NO_CERTIFICATE = 1 << 0,
	REASON_NO_ISSUER = 1 << 1,
	REASON_NO_ROOT = 1 << 2,	/* the store has but an intermediate */
	REASON_SELF_SIGNED = 1 << 3,
	REASON_SELF_SIGNED_IN_CHAIN = 1 << 4,
	REASON_BAD_SIGNATURE = 1 << 5,
	REASON_NOT_A_CA = 1 << 6,
	REASON_PATH_LENGTH = 1 << 7,
	REASON_CONSTRAINTS = 1 << 8,
	REASON_PURPOSE = 1 << 9,
	REASON_EXTENSION = 1 << 10,	/* critical and unknown */
	REASON_REVOKED = 1 << 11,
	REASON_NOT_YET_VALID = 1 << 12,
	REASON_EXPIRED = 1 << 13,
	REASON_WEAK_KEY = 1 << 14,	/* the server's own */
	REASON_WEAK_CA_KEY = 1 << 15,
	REASON_WEAK_SIGNATURE = 1 << 16,
	REASON_OTHER = 1 << 17,
	/* of the name, told apart from the chain */
	REASON_NAME_MISMATCH = 1 << 18,
	REASON_NO_NAME_WANTED = 1 << 19,
	/* of what was asked for beside both */
	REASON_PIN = 1 << 20,		/* nothing matches one */
	REASON_NEARLY_EXPIRED = 1 << 21,
	REASON_DANE = 1 << 22,		/* TLSA records, and none holds */
	REASON_STS = 1 << 23,		/* an MTA-STS policy is not met */
	REASON_NO_STAPLE = 1 << 24	/* of the chain: it demands one */
};

#define REASONS_ALL ((unsigned)REASON_NO_STAPLE * 2 - 1)

/* All the reasons that speak of the chain. */
#define REASONS_CHAIN ((REASON_NAME_MISMATCH - 1u) | REASON_NO_STAPLE)

/* Of those, the ones that ask who vouches for it. */
#define REASONS_TRUST                                                          \
	((unsigned)REASON_NO_ISSUER | REASON_NO_ROOT | REASON_SELF_SIGNED |    \
	 REASON_SELF_SIGNED_IN_CHAIN)

/* All that speak of the name. */
#define REASONS_NAME ((unsigned)REASON_NAME_MISMATCH | REASON_NO_NAME_WANTED)

/*
 * The phrase people search for ("certificate has expired") for the first
 * reason in the set, or "ok" where it is empty.
 */
const char *tls_reason_phrase(unsigned reasons);

struct tls_facts {
	char version[16];	/* "TLSv1.3" */
	char cipher[80];	/* by OpenSSL's name for it */
	int bits;		/* of the cipher's key */
	char group[48];		/* of the key exchange: "X25519", "FFDHE2048
				 * (2048 bits)"; "RSA": there was none, and
				 * what was recorded is read by whoever gets
				 * the server's key; or "" */
	int dh_bits;		/* of the prime, with DHE alone */
	bool forward_secret;
	char signature[48];	/* the server's, of the handshake, or "" */
	char *alpn;		/* what the server took of those, or NULL */
	char *alpn_offered;	/* with commas, or NULL */
	char *sni;		/* the name that was sent, or NULL */
	bool resumed;
	bool stapled;		/* an OCSP response came; what it is worth
				 * says the judgement */
	bool bind_exporter;	/* tls-exporter, RFC 9266 */
	bool bind_end_point;	/* tls-server-end-point, RFC 5929 */
	/* up to TLS 1.2; later versions are safe from what these are for */
	bool secure_renegotiation;	/* RFC 5746 */
	bool extended_master_secret;	/* RFC 7627 */
	bool client_asked;	/* the server asked for a certificate */
	bool client_sent;	/* and was given one */
	struct tls_certificate *chain;	/* as sent, leaf first */
	size_t chain_count;
	struct tls_certificate *client;	/* what this end would send, the same */
	size_t client_count;
	char *name_wanted;	/* what the name was checked against, or NULL */
	unsigned reasons;	/* empty: chain and name are as they must be */
	int bad_at;		/* depth the first chain reason is of, or 0:
				 * counted along the path to the root, so it
				 * may be past the end of what was sent */
	unsigned waived;	/* of the reasons, those that need not hold
				 * since a pin (or DANE) says who it is */
	struct tls_judgement judgement;
	struct dane_result dane;
	struct sts_result sts;
	char *trust_error;	/* why no trust store could be read, or NULL */
	char failure[96];	/* no session came about: the phrase of OpenSSL
				 * for it, which people search for, or "" */
};

/* Whole days from now until the leaf expires; negative when it has. */
long tls_facts_days_left(const struct tls_facts *facts, time_t now);

/* Fill to, whatever it holds, with copies of all that from has. */
void tls_facts_copy(struct tls_facts *to, const struct tls_facts *from);

/* Of these reasons, those that hold and that nothing answers. */
unsigned tls_faults(const struct tls_facts *facts, unsigned among);

/* Free what it owns; the struct itself stays the caller's. */
void tls_facts_release(struct tls_facts *facts);

#endif
