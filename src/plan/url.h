/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Server URLs: smtp://user:password@host:port (draft-earhart-url-smtp), and
 * smtps:// and lmtp:// like it, taken apart by libcurl's URL API.
 *
 * libcurl is loaded when the first URL is parsed: linked, it would make every
 * run start four times slower.  Where it is not there, that is an error of
 * the URL alone.
 */
#ifndef SMTPCHECK_PLAN_URL_H
#define SMTPCHECK_PLAN_URL_H

#include <stdbool.h>

#include "base/err.h"

enum url_scheme { URL_SMTP, URL_SMTPS, URL_LMTP };

struct url {
	enum url_scheme scheme;
	char *host;		/* without brackets */
	char *port;		/* NULL: none given */
	char *user;		/* decoded, NULL: none given */
	char *password;
};

/* Does text look like a URL rather than a host? */
bool url_is(const char *text);

/*
 * Take text apart; url_release() is due in any case.  0, or -1 with
 * ERR_OPTION (no such scheme, no host, a path: nothing in text is dropped in
 * silence) or ERR_LIBRARY.  No error quotes the password.
 */
int url_parse(struct url *url, const char *text, struct err *err);

void url_release(struct url *url);

#endif
