/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Server URLs.  libcurl takes them apart and is loaded for each; without it
 * there is nothing to test.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "plan/url.h"

/* One more holder, so that it is not loaded anew for each input. */
static bool library_is_there(void)
{
	static void *library;
	static bool told;

	if (!library)
		library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
	if (!library)
		library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
	if (!library && !told)
		puts("there is no libcurl to take a URL apart: skipped");
	told = true;
	return library != NULL;
}

static void check(const struct url *url)
{
	fuzz_must(url->host && *url->host, "a host");
	fuzz_must(!strpbrk(url->host, "\r\n @"), "a host without a line end");
	fuzz_must(!url->port || strspn(url->port, "0123456789") ==
		  strlen(url->port), "a port in digits");
	fuzz_must(url->scheme == URL_SMTP || url->scheme == URL_SMTPS ||
		  url->scheme == URL_LMTP, "a scheme");
}

/*
 * The corpus has this in the place of passwords.  Where it stands but once,
 * between a colon and an at sign, no error may tell it.
 */
static bool holds_secret(const char *text, const char *secret)
{
	const char *at = strstr(text, secret);

	return at && !strstr(at + 1, secret) && strchr(at, '@') &&
	       memchr(text, ':', (size_t)(at - text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	const char *secret = "s3cret";
	struct err err = { 0 };
	struct url url;
	char *text;

	if (!library_is_there())
		return 0;
	text = input_string(&in, 0);
	if (!url_is(text)) {
		free(text);
		return 0;
	}
	if (url_parse(&url, text, &err) == 0) {
		check(&url);
	} else {
		fuzz_must(err.kind == ERR_OPTION, "an error of the URL's");
		fuzz_must(*err.text, "a reason");
		if (holds_secret(text, secret))
			fuzz_must(!strstr(err.text, secret),
				  "no password in an error");
	}
	url_release(&url);
	free(text);
	return 0;
}
