/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * By what certificates are judged beside chain and name: the day, how much of
 * their life must be left, staples, pins.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/tls_facts.h"
#include "plan/parts.h"
#include "plan/persona.h"

/* date-time = date [ "T" time "Z" ], of RFC 3339, in UTC */
static int plan_day(struct tls_policy *policy, const struct config *c,
		    struct err *err)
{
	const struct value *v = &c->tls_verify_at;

	if (!value_text(v) ||
	    tls_date_parse(value_text(v), &policy->verify_at) == 0)
		return 0;
	return err_set(err, ERR_OPTION, "%s: '%.40s' is no day as 2026-12-31, "
		       "and no time as 2026-12-31T23:59:59Z", v->where,
		       value_text(v));
}

/* The persona's limit stands in out; "no-" is "off". */
static int plan_limit(struct tls_limit *out, const struct value *v,
		      struct err *err)
{
	const char *text = value_text(v);

	if (v->state == VALUE_NEGATED)
		*out = (struct tls_limit){ 0 };
	if (!text || tls_limit_parse(text, out) == 0)
		return 0;
	return err_set(err, ERR_OPTION, "%s: '%.40s' is neither days (14d) nor "
		       "a share of life (20%%) nor 'off'", v->where, text);
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, str_lower(c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* hex = 64HEXDIG, with ":" between each two or without */
static int read_hex(const char *text, struct tls_pin *pin)
{
	bool colons = text[0] && text[1] && text[2] == ':';

	for (size_t i = 0; i < sizeof(pin->hash); i++) {
		int high, low;

		if (i && colons && *text++ != ':')
			return -1;
		high = hex_digit(*text);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return -1;
		pin->hash[i] = (unsigned char)(high * 16 + low);
		text += 2;
	}
	return *text ? -1 : 0;
}

static int read_base64(const char *text, struct tls_pin *pin)
{
	struct buf bytes;
	int result = -1;

	buf_init(&bytes, sizeof(pin->hash));
	if (base64_decode(&bytes, text, strlen(text)) == 0 &&
	    bytes.len == sizeof(pin->hash)) {
		memcpy(pin->hash, bytes.data, bytes.len);
		result = 0;
	}
	buf_release(&bytes);
	return result;
}

/* pin = "sha256:" ( hex / base64 ) */
static int read_pin(const char *text, struct tls_pin *pin)
{
	static const char lead[] = "sha256:";
	const char *hash = text + sizeof(lead) - 1;

	if (!str_same_n(text, lead, sizeof(lead) - 1))
		return -1;
	return read_hex(hash, pin) == 0 ? 0 : read_base64(hash, pin);
}

static int plan_pins(struct tls_plan *t, const struct value *v,
		     struct err *err)
{
	size_t n = value_given(v) ? v->list.count : 0;

	t->pins = mem_new(n * sizeof(*t->pins));
	for (size_t i = 0; i < n; i++)
		if (read_pin(v->list.at[i], &t->pins[i]) < 0)
			return err_set(err, ERR_OPTION, "%s: '%.80s' is not "
				       "sha256: and 32 bytes in hex or base64",
				       v->where, v->list.at[i]);
	t->policy.pins = t->pins;
	t->policy.pin_count = n;
	return 0;
}

/*
 * What was asked for by an option ends the run, beside what plan_tls() holds
 * for its end.  A pin is worth nothing if a run goes on without it, so that
 * nothing lifts it; of the persona's own limits none ends a run.
 */
static void plan_ends_of_judging(struct tls_plan *t, const struct config *c)
{
	bool lifted = c->tls_verify.state == VALUE_NEGATED;
	unsigned added = 0;

	if (t->policy.pin_count)
		added |= REASON_PIN;
	if (value_given(&c->cert_crit) && !lifted)
		added |= REASON_NEARLY_EXPIRED;
	t->fatal |= added;
	t->no_password |= added;
	t->policy.dane_keeps |= added & REASON_NEARLY_EXPIRED;
	if (value_given(&c->tls_verify) || value_given(&c->tls_verify_ca))
		t->policy.dane_keeps |= REASONS_CHAIN;
	if (value_given(&c->tls_verify) || value_given(&c->tls_verify_host))
		t->policy.dane_keeps |= REASONS_NAME;
	if (!value_given(&c->tls_verify) && !value_given(&c->tls_verify_ca))
		t->policy.pin_waives |= REASONS_TRUST;
	if (!value_given(&c->tls_verify) && !value_given(&c->tls_verify_host))
		t->policy.pin_waives |= REASONS_NAME;
}

int plan_judging(struct tls_plan *t, const struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	struct tls_policy *policy = &t->policy;

	policy->heed_staple = g->persona->heed_staple;
	policy->warn = g->persona->cert_warn;
	policy->crit = g->persona->cert_crit;
	if (plan_day(policy, c, err) < 0 ||
	    plan_limit(&policy->warn, &c->cert_warn, err) < 0 ||
	    plan_limit(&policy->crit, &c->cert_crit, err) < 0 ||
	    plan_pins(t, &c->tls_pin, err) < 0)
		return -1;
	plan_ends_of_judging(t, c);
	return 0;
}
