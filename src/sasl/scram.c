/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SCRAM, RFC 5802 and RFC 7677, with SHA-1, SHA-256 and SHA-512; the -PLUS
 * forms bind to the TLS session (RFC 5929, RFC 9266), so that who sits between
 * two sessions cannot pass the exchange on.
 *
 *	client-first = gs2-header "n=" saslname ",r=" nonce
 *	gs2-header   = ("p=" type / "n" / "y") "," ["a=" saslname] ","
 *	client-final = "c=" base64 ",r=" nonce ",p=" base64
 *
 * The server answers with its signature, by which it proves that it knows the
 * password; an empty response takes it.
 */
#include "sasl/sasl.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "sasl/prepare.h"
#include "sasl/scram_message.h"
#include "sasl/scram_proof.h"

enum { NONCE_BYTES = 18, MESSAGE_MOST = 65536 };

/* What is kept from the first message for the second. */
struct scram {
	char *header;		/* gs2-header */
	char *first;		/* the rest of the message */
	char *nonce;
};

static void release(struct sasl *s)
{
	struct scram *scram = s->state;

	if (!scram)
		return;
	free(scram->header);
	free(scram->first);
	free(scram->nonce);
	free(scram);
	s->state = NULL;
}

static char *make_nonce(const struct sasl *s)
{
	unsigned char random[NONCE_BYTES];
	char text[BASE64_LENGTH(NONCE_BYTES) + 1] = "";

	if (s->nonce)
		return mem_string(s->nonce);
	if (digest_random(random, sizeof(random)) < 0)
		return NULL;
	base64_encode(random, sizeof(random), text);
	return mem_string(text);
}

/* saslname: "=" and "," are what messages are made of. */
static int add_name(struct buf *out, const char *name)
{
	struct buf prepared;
	int result;

	buf_init(&prepared, MESSAGE_MOST);
	result = prepare_add(&prepared, name);
	for (const char *c = buf_str(&prepared); *c && result == 0; c++)
		result = *c == '=' ? buf_adds(out, "=3D") :
			 *c == ',' ? buf_adds(out, "=2C") : buf_addc(out, *c);
	buf_release(&prepared);
	return result;
}

/*
 * RFC 5802 section 6: "y" tells the server that it would have been asked for
 * -PLUS had it offered that, so that it notices when someone took the offer
 * away.
 */
static int add_header(struct buf *out, const struct sasl *s)
{
	if (s->mechanism->plus)
		buf_addf(out, "p=%s,", s->binding_type);
	else
		buf_adds(out, s->binding_type && !s->plus_offered ? "y,"
								  : "n,");
	if (s->authzid) {
		buf_adds(out, "a=");
		if (add_name(out, s->authzid) < 0)
			return -1;
	}
	return buf_addc(out, ',');
}

static enum sasl_result first(struct sasl *s, struct buf *out,
			      struct err *err)
{
	struct scram *scram = s->state = mem_new(sizeof(*scram));
	struct buf header, text;
	int result;

	if (s->mechanism->plus && !s->binding_type)
		return sasl_missing(s, "TLS, to bind to", err);
	scram->nonce = make_nonce(s);
	if (!scram->nonce)
		return sasl_no_digest("random bytes", err);
	buf_init(&header, MESSAGE_MOST);
	buf_init(&text, MESSAGE_MOST);
	result = add_header(&header, s);
	buf_adds(&text, "n=");
	if (result == 0)
		result = add_name(&text, s->user);
	buf_addf(&text, ",r=%s", scram->nonce);
	scram->header = buf_take(&header);
	scram->first = buf_take(&text);
	if (result < 0) {
		err_set(err, ERR_GRAMMAR, "the user name is not UTF-8, or has "
			"a character that %s cannot have",
			s->mechanism->name);
		return SASL_UNUSABLE;
	}
	if (buf_adds(out, scram->header) < 0 || buf_adds(out, scram->first) < 0)
		return sasl_too_long("the user name is", err);
	return SASL_SEND;
}

/* client-final without the proof: "c=" base64 ",r=" nonce */
static void add_final(struct buf *text, const struct sasl *s,
		      const struct scram_challenge *c)
{
	const struct scram *scram = s->state;
	struct buf bound;

	buf_init(&bound, MESSAGE_MOST);
	buf_adds(&bound, scram->header);
	if (s->mechanism->plus)
		buf_add(&bound, s->binding, s->binding_n);
	buf_adds(text, "c=");
	base64_add(text, bound.data, bound.len);
	buf_addf(text, ",r=%s", c->nonce);
	buf_release(&bound);
}

/* The proof in base64; the server's goes into s->proof. */
static enum sasl_result prove(struct sasl *s, const struct scram_challenge *c,
			      const struct buf *exchange,
			      char proof[SASL_PROOF_MOST], struct err *err)
{
	size_t n = digest_length(s->mechanism->digest);
	unsigned char ours[DIGEST_MOST], theirs[DIGEST_MOST];
	enum sasl_result result = SASL_SEND;
	struct buf password;
	struct scram_terms t = {
		.digest = s->mechanism->digest,
		.salt = { c->salt, c->salt_n },
		.rounds = c->rounds,
		.exchange = { exchange->data, exchange->len },
	};

	buf_init(&password, MESSAGE_MOST);
	if (prepare_add(&password, s->password) < 0) {
		err_set(err, ERR_GRAMMAR, "the password is not UTF-8, or has "
			"a character that %s cannot have",
			s->mechanism->name);
		result = SASL_UNUSABLE;
	}
	t.password = (struct digest_key){ buf_str(&password), password.len };
	if (result == SASL_SEND && scram_proof(&t, ours, theirs) < 0)
		result = sasl_no_digest(s->mechanism->name, err);
	if (result == SASL_SEND) {
		memset(proof, 0, SASL_PROOF_MOST);
		base64_encode(ours, n, proof);
		memset(s->proof, 0, sizeof(s->proof));
		base64_encode(theirs, n, s->proof);
	}
	mem_wipe(ours, sizeof(ours));
	mem_wipe(theirs, sizeof(theirs));
	buf_release(&password);
	return result;
}

static void warn_of_rounds(struct sasl *s, unsigned rounds)
{
	if (rounds < SCRAM_ROUNDS_LEAST)
		snprintf(s->warning, sizeof(s->warning),
			 "the server's %s has %u iteration%s, fewer than %d: "
			 "who gets hold of the exchange soon has the password",
			 s->mechanism->name, rounds, rounds == 1 ? "" : "s",
			 SCRAM_ROUNDS_LEAST);
}

static enum sasl_result answer(struct sasl *s, const char *text,
			       const struct scram_challenge *c,
			       struct buf *out, struct err *err)
{
	const struct scram *scram = s->state;
	enum sasl_result result;
	char proof[SASL_PROOF_MOST];
	struct buf final, exchange;

	buf_init(&final, MESSAGE_MOST);
	buf_init(&exchange, SIZE_MAX / 2);
	add_final(&final, s, c);
	buf_addf(&exchange, "%s,%s,%s", scram->first, text, buf_str(&final));
	result = prove(s, c, &exchange, proof, err);
	if (result == SASL_SEND &&
	    (buf_add(out, final.data, final.len) < 0 ||
	     buf_addf(out, ",p=%s", proof) < 0))
		result = sasl_too_long("the answer to the server's nonce is",
				       err);
	if (result == SASL_SEND) {
		s->secret_n = strlen(proof);
		s->secret_at = out->len - s->secret_n;
		s->derived = true;
		warn_of_rounds(s, c->rounds);
	}
	mem_wipe(proof, sizeof(proof));
	buf_release(&final);
	buf_release(&exchange);
	return result;
}

/* "e=": the refusal follows, after an empty response. */
static enum sasl_result note_error(struct sasl *s, const char *text)
{
	char *error = mem_copy(text, strcspn(text, ","));
	const char *words = scram_error_words(error);

	s->suspect = scram_error_suspect(error);
	snprintf(s->refusal, sizeof(s->refusal), "%.100s%s%s", error,
		 words ? ": " : "", words ? words : "");
	free(error);
	return SASL_SEND;
}

static enum sasl_result second(struct sasl *s, const char *text,
			       struct buf *out, struct err *err)
{
	const struct scram *scram = s->state;
	struct scram_challenge c;
	enum sasl_result result;

	if (!scram || !scram->first)
		return sasl_bad(s, err, "comes before anything was said");
	result = scram_challenge_read(&c, s, text, scram->nonce, err);
	if (result == SASL_SEND)
		result = answer(s, text, &c, out, err);
	scram_challenge_release(&c);
	return result;
}

static enum sasl_result judge_proof(struct sasl *s, const char *text,
				    struct err *err)
{
	size_t n = strcspn(text, ",");

	if (!*s->proof)
		return sasl_asks_more(s, err);
	if (!str_starts(text, "v=")) {
		err_set(err, ERR_GRAMMAR, "the server's %s signature (v=) is "
			"missing: it does not prove that it knows the password",
			s->mechanism->name);
		return SASL_FALSE_PROOF;
	}
	s->done = n == strlen(s->proof) + 2 &&
		  strncmp(text + 2, s->proof, n - 2) == 0;
	if (s->done)
		return SASL_SEND;	/* nothing, which takes it */
	err_set(err, ERR_GRAMMAR, "the server's %s signature is wrong: it "
		"does not prove that it knows the password",
		s->mechanism->name);
	return SASL_FALSE_PROOF;
}

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	enum sasl_result result;
	char *text;

	if (s->round > 2)
		return sasl_asks_more(s, err);
	if (s->round == 0)
		return first(s, out, err);
	text = mem_copy(challenge, n);
	result = scram_check_text(s, text, n, err);
	if (result == SASL_BAD_CHALLENGE && *s->proof)
		result = SASL_FALSE_PROOF;	/* in the signature's place */
	if (result == SASL_SEND) {
		if (str_starts(text, "e="))
			result = note_error(s, text + 2);
		else if (s->round == 1)
			result = second(s, text, out, err);
		else
			result = judge_proof(s, text, err);
	}
	free(text);
	return result;
}

/* Who knows the password is who can make it; what is made tells of it. */
static size_t secret_in(const char *challenge, size_t n, size_t *at_out)
{
	const char *end;

	if (n < 2 || memcmp(challenge, "v=", 2) != 0)
		return 0;
	*at_out = 2;
	end = memchr(challenge, ',', n);
	return end ? (size_t)(end - challenge) - 2 : n - 2;
}

const struct sasl_mechanism sasl_scram_sha1_plus = {
	.name = "SCRAM-SHA-1-PLUS",
	.client_first = true,
	.own = true,
	.mutual = true,
	.plus = true,
	.digest = DIGEST_SHA1,
	.step = step,
	.secret_in = secret_in,
	.release = release,
};

const struct sasl_mechanism sasl_scram_sha1 = {
	.name = "SCRAM-SHA-1",
	.client_first = true,
	.own = true,
	.mutual = true,
	.digest = DIGEST_SHA1,
	.step = step,
	.secret_in = secret_in,
	.release = release,
};

const struct sasl_mechanism sasl_scram_sha256_plus = {
	.name = "SCRAM-SHA-256-PLUS",
	.client_first = true,
	.own = true,
	.mutual = true,
	.plus = true,
	.digest = DIGEST_SHA256,
	.step = step,
	.secret_in = secret_in,
	.release = release,
};

const struct sasl_mechanism sasl_scram_sha256 = {
	.name = "SCRAM-SHA-256",
	.client_first = true,
	.own = true,
	.mutual = true,
	.digest = DIGEST_SHA256,
	.step = step,
	.secret_in = secret_in,
	.release = release,
};

const struct sasl_mechanism sasl_scram_sha512_plus = {
	.name = "SCRAM-SHA-512-PLUS",
	.client_first = true,
	.own = true,
	.mutual = true,
	.plus = true,
	.digest = DIGEST_SHA512,
	.step = step,
	.secret_in = secret_in,
	.release = release,
};

const struct sasl_mechanism sasl_scram_sha512 = {
	.name = "SCRAM-SHA-512",
	.client_first = true,
	.own = true,
	.mutual = true,
	.digest = DIGEST_SHA512,
	.step = step,
	.secret_in = secret_in,
	.release = release,
};
