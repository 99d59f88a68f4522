/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A JSON web token, RFC 7519 and RFC 7515 section 3.1:
 *
 *	token = header "." payload "." signature	; base64url each
 *
 * Of the payload exp and nbf are read (RFC 7519 sections 4.1.4, 4.1.5),
 * seconds since 1970.  Whether the signature is good is for the server to say.
 */
#include "sasl/jwt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "sasl/json.h"

enum { TOKEN_MOST = 65536 };

/* base64url (RFC 4648 section 5), without padding, as base64. */
static char *payload_of(const char *token)
{
	const char *from = strchr(token, '.');
	const char *to = from ? strchr(from + 1, '.') : NULL;
	struct buf text, decoded;
	char *payload = NULL;

	if (!to)
		return NULL;
	buf_init(&text, TOKEN_MOST);
	buf_init(&decoded, TOKEN_MOST);
	for (from++; from < to; from++)
		buf_addc(&text, *from == '-' ? '+' : *from == '_' ? '/'
								  : *from);
	while (text.len % 4)
		if (buf_addc(&text, '=') < 0)
			break;
	if (base64_decode(&decoded, buf_str(&text), text.len) == 0)
		payload = buf_take(&decoded);
	buf_release(&text);
	buf_release(&decoded);
	return payload;
}

/* A time of the payload; 0: it has none. */
static time_t time_of(const char *payload, const char *name)
{
	char *text = json_member(payload, name);
	double seconds = text ? strtod(text, NULL) : 0;

	free(text);
	if (!(seconds > 0 && seconds < 1e12))
		return 0;
	return (time_t)seconds;
}

/* "2 hours" of a number of seconds */
static void say_span(char *text, size_t n, time_t seconds)
{
	static const struct {
		long seconds;
		const char *name;
	} units[] = {
		{ 86400, "day" }, { 3600, "hour" }, { 60, "minute" },
		{ 1, "second" },
	};
	size_t i = 0;
	long count;

	while (i < 3 && seconds < 2 * units[i].seconds)
		i++;
	count = (long)(seconds / units[i].seconds);
	snprintf(text, n, "%ld %s%s", count, units[i].name,
		 count == 1 ? "" : "s");
}

static void say_when(char *text, size_t n, time_t when)
{
	struct tm tm;

	if (!gmtime_r(&when, &tm) ||
	    !strftime(text, n, "%Y-%m-%d %H:%M:%S UTC", &tm))
		*text = '\0';
}

void jwt_warn(const char *token, time_t now, char *text, size_t n)
{
	char *payload = payload_of(token), when[64], span[64];
	time_t expires, begins;

	*text = '\0';
	if (!payload)
		return;
	expires = time_of(payload, "exp");
	begins = time_of(payload, "nbf");
	if (expires && expires <= now) {
		say_when(when, sizeof(when), expires);
		say_span(span, sizeof(span), now - expires);
		snprintf(text, n, "the token expired %s ago, at %s (exp): a "
			 "server will refuse it", span, when);
	} else if (begins > now) {
		say_when(when, sizeof(when), begins);
		say_span(span, sizeof(span), begins - now);
		snprintf(text, n, "the token is good only from %s on (nbf), "
			 "in %s: a server will refuse it, or this host's "
			 "clock is wrong", when, span);
	}
	mem_free_secret(payload);
}
