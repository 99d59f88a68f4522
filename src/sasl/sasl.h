/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SASL mechanisms (RFC 4422), each a small unit in a table whose order is the
 * order of preference.  A unit sees raw bytes only: base64, 334, "*" and line
 * limits belong to the auth step.  A unit owns nothing; the exchange is the
 * caller's, who keeps the credentials alive and wipes them.
 */
#ifndef SMTPCHECK_SASL_SASL_H
#define SMTPCHECK_SASL_SASL_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "sasl/digest.h"

struct buf;

enum { SASL_PROOF_MOST = 128, SASL_WARNING_MOST = 256 };

/*
 * One exchange: set what is borrowed, leave the rest zero, call sasl_step and
 * in the end sasl_release.
 */
struct sasl {
	const struct sasl_mechanism *mechanism;
	const char *user, *password;
	const char *token;	/* in the place of a password; or NULL */
	const char *authzid;	/* whom to act as; NULL: the user himself */
	/* what some mechanisms ask for; NULL: their own choice */
	const char *realm;	/* of DIGEST-MD5, and the domain of NTLM */
	const char *service, *host, *service_name; /* of a digest-uri */
	int port;		/* of OAUTHBEARER; 0: it says none */
	/* what the TLS session is known by; NULL: there is none to bind to */
	const char *binding_type;	/* "tls-exporter" */
	const void *binding;
	size_t binding_n;
	bool plus_offered;	/* the server offers the -PLUS form too */
	const char *nonce;	/* for tests, in the place of random bytes */
	time_t now;		/* seconds since 1970 */
	bool lan_manager;	/* NTLM may answer with an LM hash too */

	int round;		/* responses made so far */
	/* what the last response holds: the secret's place, for hiding */
	size_t secret_at, secret_n;
	bool derived;		/* a digest made with the secret, not it */
	bool done;		/* all is said: the server may accept now */
	/* what it must say before, to prove that it knows the password */
	char proof[SASL_PROOF_MOST];
	/* of the last step, for the user; or "" */
	char warning[SASL_WARNING_MOST];
	/*
	 * Why the server refuses, by its own words inside of the exchange: what
	 * is sent to that takes note of it, and the refusal follows.  Or "".
	 */
	char refusal[SASL_WARNING_MOST];
	bool suspect;		/* ... for who sits in between may be why */
	void *state;		/* the unit's own, between rounds */
};

/* By what a mechanism shows who the user is. */
enum sasl_means {
	SASL_BY_PASSWORD,
	SASL_BY_TOKEN,
	SASL_BY_CERTIFICATE,	/* or whatever else the server knows of */
	SASL_BY_TICKET,		/* of Kerberos */
	SASL_BY_NOTHING
};

/* Whose turn or whose fault it is. */
enum sasl_result {
	SASL_SEND,		/* the response is to be sent */
	SASL_BAD_CHALLENGE,	/* theirs: the challenge means nothing */
	SASL_FALSE_PROOF,	/* theirs: it does not know the password */
	SASL_UNUSABLE		/* ours: not with these credentials */
};

struct sasl_mechanism {
	const char *name;
	const char *offer;	/* what a server offers it as; NULL: its name */
	bool on_request;	/* only where the user names it */
	bool client_first;	/* the first response needs no challenge */
	bool greeted;		/* the first challenge is words, not base64 */
	bool words;		/* a NUL in it separates words, shown as \0 */
	bool cleartext;		/* who reads the wire has the password, or
				 * the token */
	enum sasl_means means;
	bool user_optional;	/* it can do without a user name */
	bool own;		/* swaks does not know it */
	bool plus;		/* it binds to the TLS session */
	bool mutual;		/* the server proves itself too */
	enum digest digest;	/* of a unit that serves several */
	enum sasl_result (*step)(struct sasl *, const char *challenge,
				 size_t n, struct buf *out, struct err *);
	/*
	 * What a challenge holds that the password can be guessed from: its
	 * length, its place in *at_out; 0: nothing.  May be NULL.
	 */
	size_t (*secret_in)(const char *challenge, size_t n, size_t *at_out);
	void (*release)(struct sasl *);	/* s->state; may be NULL */
};

/* In order of preference. */
extern const struct sasl_mechanism *const sasl_mechanisms[];
extern const size_t sasl_mechanism_count;

/* Other names that servers have for a mechanism. */
struct sasl_alias {
	const char *name;
	const struct sasl_mechanism *mechanism;
};

extern const struct sasl_alias sasl_aliases[];
extern const size_t sasl_alias_count;

/* The mechanism of that name, letters of either case alike, or NULL. */
const struct sasl_mechanism *sasl_find(const char *name, size_t n);

/* What a server calls the mechanism in its offer and in AUTH. */
const char *sasl_offer(const struct sasl_mechanism *m);

/*
 * Append the next response to out.  challenge is NULL before the first.  err
 * is set unless the result is SASL_SEND.
 */
enum sasl_result sasl_step(struct sasl *s, const char *challenge, size_t n,
			   struct buf *out, struct err *err);

/* The same results with their err, for the units. */
enum sasl_result sasl_asks_more(const struct sasl *s, struct err *err);
enum sasl_result sasl_too_long(const char *what, struct err *err);
enum sasl_result sasl_no_digest(const char *digest, struct err *err);
enum sasl_result sasl_missing(const struct sasl *s, const char *what,
			      struct err *err);
enum sasl_result sasl_bad(const struct sasl *s, struct err *err,
			  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Wipe and free what was derived from the password. */
void sasl_release(struct sasl *s);

extern const struct sasl_mechanism sasl_cram_md5;
extern const struct sasl_mechanism sasl_cram_sha1;
extern const struct sasl_mechanism sasl_digest_md5;
extern const struct sasl_mechanism sasl_plain;
extern const struct sasl_mechanism sasl_login;
extern const struct sasl_mechanism sasl_login_initial;
extern const struct sasl_mechanism sasl_ntlm;
extern const struct sasl_mechanism sasl_scram_sha1;
extern const struct sasl_mechanism sasl_scram_sha1_plus;
extern const struct sasl_mechanism sasl_scram_sha256;
extern const struct sasl_mechanism sasl_scram_sha256_plus;
extern const struct sasl_mechanism sasl_scram_sha512;
extern const struct sasl_mechanism sasl_scram_sha512_plus;
extern const struct sasl_mechanism sasl_xoauth2;
extern const struct sasl_mechanism sasl_oauthbearer;
extern const struct sasl_mechanism sasl_external;
extern const struct sasl_mechanism sasl_anonymous;
extern const struct sasl_mechanism sasl_gssapi;

#endif
