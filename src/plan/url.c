/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Server URLs through libcurl, loaded when needed: see url.h. */
#include "plan/url.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* The few functions of libcurl that a URL needs. */
struct curl_api {
	void *library;
	CURLU *(*url)(void);
	void (*cleanup)(CURLU *);
	CURLUcode (*get)(const CURLU *, CURLUPart, char **, unsigned);
	CURLUcode (*set)(CURLU *, CURLUPart, const char *, unsigned);
	void (*free)(void *);
};

/* Both of Debian's builds; the URL API is the same in each. */
static const char *const libraries[] = {
	"libcurl.so.4", "libcurl-gnutls.so.4",
};

/* POSIX lets a data pointer from dlsym() become a function pointer. */
static bool find(void *library, const char *name, void *function_out)
{
	void *symbol = dlsym(library, name);

	memcpy(function_out, &symbol, sizeof(symbol));
	return symbol != NULL;
}

static int load(struct curl_api *api, struct err *err)
{
	const size_t count = sizeof(libraries) / sizeof(*libraries);

	for (size_t i = 0; !api->library && i < count; i++)
		api->library = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
	if (!api->library)
		return err_set(err, ERR_LIBRARY, "a URL needs libcurl, which "
			       "is not installed (Debian: libcurl4); give the "
			       "server as HOST:PORT instead");
	if (!find(api->library, "curl_url", &api->url) ||
	    !find(api->library, "curl_url_cleanup", &api->cleanup) ||
	    !find(api->library, "curl_url_get", &api->get) ||
	    !find(api->library, "curl_url_set", &api->set) ||
	    !find(api->library, "curl_free", &api->free))
		return err_set(err, ERR_LIBRARY, "this libcurl is too old to "
			       "parse a URL (7.62 or newer is needed)");
	return 0;
}

bool url_is(const char *text)
{
	return strstr(text, "://") != NULL;
}

/* RFC 3986 section 3.1; a password in its place must not be told. */
static const char scheme_bytes[] = "abcdefghijklmnopqrstuvwxyz"
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";

static int find_scheme(struct url *url, const char *text, struct err *err)
{
	static const struct {
		const char *start;
		enum url_scheme scheme;
	} schemes[] = {
		{ "smtp://", URL_SMTP },
		{ "smtps://", URL_SMTPS },
		{ "lmtp://", URL_LMTP },
	};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		if (!str_same_n(text, schemes[i].start,
				strlen(schemes[i].start)))
			continue;
		url->scheme = schemes[i].scheme;
		return 0;
	}
	if (strspn(text, scheme_bytes) != (size_t)(strstr(text, "://") - text))
		return err_set(err, ERR_OPTION, "a URL starts with its scheme: "
			       "smtp://, smtps:// or lmtp://");
	return err_set(err, ERR_OPTION, "the URL's scheme is %.*s; smtp, "
		       "smtps and lmtp are known",
		       (int)(strstr(text, "://") - text), text);
}

/* A part of the URL as our own string, or NULL where it has none. */
static char *part(const struct curl_api *api, CURLU *handle, CURLUPart what,
		  unsigned flags)
{
	char *text = NULL, *copy;

	if (api->get(handle, what, &text, flags) != CURLUE_OK)
		return NULL;
	copy = mem_string(text);
	mem_wipe(text, strlen(text));
	api->free(text);
	return copy;
}

/* An IPv6 address without the brackets a URL needs around it. */
static void strip_brackets(char *host)
{
	size_t n = strlen(host);

	if (n < 2 || host[0] != '[' || host[n - 1] != ']')
		return;
	memmove(host, host + 1, n - 2);
	host[n - 2] = '\0';
}

/* The zone of a link-local address (RFC 6874); zone is taken over. */
static void add_zone(struct url *url, char *zone)
{
	char *host = url->host;

	if (!zone)
		return;
	url->host = mem_format("%s%%%s", host, zone);
	free(host);
	free(zone);
}

/* What would be dropped in silence is an error. */
static int check_rest(const struct curl_api *api, CURLU *handle,
		      struct err *err)
{
	static const CURLUPart rest[] = {
		CURLUPART_QUERY, CURLUPART_FRAGMENT, CURLUPART_OPTIONS,
	};
	char *path = part(api, handle, CURLUPART_PATH, 0);
	bool more = path && strcmp(path, "/") != 0;

	free(path);
	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++) {
		char *text = part(api, handle, rest[i], 0);

		more = more || text;
		mem_free_secret(text);
	}
	if (more)
		return err_set(err, ERR_OPTION, "nothing may stand behind "
			       "host and port in a server's URL; a ; / ? or # "
			       "in user name or password must be "
			       "percent-encoded");
	return 0;
}

static int take_parts(const struct curl_api *api, CURLU *handle,
		      struct url *url, struct err *err)
{
	url->host = part(api, handle, CURLUPART_HOST, 0);
	url->port = part(api, handle, CURLUPART_PORT, 0);
	url->user = part(api, handle, CURLUPART_USER, CURLU_URLDECODE);
	url->password = part(api, handle, CURLUPART_PASSWORD,
			     CURLU_URLDECODE);
	if (!url->host || !*url->host)
		return err_set(err, ERR_OPTION, "the URL names no host");
	strip_brackets(url->host);
	add_zone(url, part(api, handle, CURLUPART_ZONEID, 0));
	return check_rest(api, handle, err);
}

static int parse(const struct curl_api *api, struct url *url,
		 const char *text, struct err *err)
{
	CURLU *handle = api->url();
	CURLUcode code;
	int result;

	if (!handle)
		mem_exhausted();
	/* lmtp is no scheme that libcurl itself transfers */
	code = api->set(handle, CURLUPART_URL, text,
			CURLU_NON_SUPPORT_SCHEME);
	if (code == CURLUE_OK)
		result = take_parts(api, handle, url, err);
	else
		result = err_set(err, ERR_OPTION, "the URL is malformed; a "
				 "user name or password with : / @ or %% in it "
				 "must be percent-encoded");
	api->cleanup(handle);
	return result;
}

int url_parse(struct url *url, const char *text, struct err *err)
{
	struct curl_api api = { 0 };
	int result;

	*url = (struct url){ 0 };
	if (find_scheme(url, text, err) < 0)
		return -1;
	result = load(&api, err);
	if (result == 0)
		result = parse(&api, url, text, err);
	if (api.library)
		dlclose(api.library);
	return result;
}

void url_release(struct url *url)
{
	free(url->host);
	free(url->port);
	mem_free_secret(url->user);
	mem_free_secret(url->password);
	*url = (struct url){ 0 };
}
