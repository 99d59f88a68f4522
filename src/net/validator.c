/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Validated answers by libunbound, loaded when needed: see validator.h.
 *
 * libdane is not gone through, though it stands on the same library: its
 * trust anchor is a path that was compiled in, it tells neither "insecure"
 * from "proven to be absent" nor one failure from another, and it asks for
 * nothing but TLSA, where RFC 7672 section 2.2 wants to know how far MX and
 * address records are secure, too.
 *
 * unbound.h belongs to a package that is good for little else: the few
 * declarations that count are here.  They are the library's since 1.5.8, and
 * part of what its number, libunbound.so.8, promises.
 */
#include "net/validator.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

struct ub_ctx;

struct ub_result {
	char *qname;
	int qtype, qclass;
	char **data;		/* ended by NULL */
	int *len;
	char *canonname;
	int rcode;
	void *answer_packet;
	int answer_len;
	int havedata, nxdomain, secure, bogus;
	char *why_bogus;
};

struct validator {
	void *library;
	struct ub_ctx *ctx;
	struct ub_ctx *(*create)(void);
	void (*delete)(struct ub_ctx *);
	int (*debugout)(struct ub_ctx *, void *);
	int (*resolvconf)(struct ub_ctx *, const char *);
	int (*set_fwd)(struct ub_ctx *, const char *);
	int (*add_ta_file)(struct ub_ctx *, const char *);
	int (*resolve)(struct ub_ctx *, const char *, int, int,
		       struct ub_result **);
	void (*resolve_free)(struct ub_result *);
	const char *(*strerror)(int);
};

enum { CLASS_IN = 1, RCODE_SERVFAIL = 2, RCODE_NXDOMAIN = 3 };

/* Debian's dns-root-data first, which is where libdane looks. */
static const char *const anchors[] = {
	"/usr/share/dns/root.key",
	"/var/lib/unbound/root.key",
	"/etc/unbound/root.key",
};

/* POSIX lets a data pointer from dlsym() become a function pointer. */
static bool find(void *library, const char *name, void *function_out)
{
	void *symbol = dlsym(library, name);

	memcpy(function_out, &symbol, sizeof(symbol));
	return symbol != NULL;
}

static int load(struct validator *v, struct err *err)
{
	static const char name[] = "libunbound.so.8";

	v->library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (!v->library)
		return err_set(err, ERR_LIBRARY, "DANE needs libunbound, which "
			       "is not installed (Debian: libgnutls-dane0 "
			       "brings it); --tlsa gives records by hand");
	if (!find(v->library, "ub_ctx_create", &v->create) ||
	    !find(v->library, "ub_ctx_delete", &v->delete) ||
	    !find(v->library, "ub_ctx_debugout", &v->debugout) ||
	    !find(v->library, "ub_ctx_resolvconf", &v->resolvconf) ||
	    !find(v->library, "ub_ctx_set_fwd", &v->set_fwd) ||
	    !find(v->library, "ub_ctx_add_ta_file", &v->add_ta_file) ||
	    !find(v->library, "ub_resolve", &v->resolve) ||
	    !find(v->library, "ub_resolve_free", &v->resolve_free) ||
	    !find(v->library, "ub_strerror", &v->strerror))
		return err_set(err, ERR_LIBRARY, "%s is not what DANE needs",
			       name);
	return 0;
}

static const char *system_anchor(void)
{
	for (size_t i = 0; i < sizeof(anchors) / sizeof(*anchors); i++)
		if (!access(anchors[i], R_OK))
			return anchors[i];
	return NULL;
}

/*
 * From an empty file nothing could be proven, and all that is signed would
 * pass for insecure without a word.
 */
static bool holds_key(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	while (f && !found && getline(&line, &room, f) > 0)
		found = *line != ';' && (strstr(line, "DNSKEY") ||
					 strstr(line, "DS"));
	free(line);
	if (f)
		fclose(f);
	return found;
}

/* What the library would say on standard error belongs to nobody. */
static int set_up(struct validator *v, const struct validator_basis *basis,
		  struct err *err)
{
	const char *anchor = basis->anchor ? basis->anchor : system_anchor();
	int code;

	v->ctx = v->create();
	if (!v->ctx)
		mem_exhausted();
	v->debugout(v->ctx, NULL);
	if (!anchor)
		return err_set(err, ERR_FILE, "DNSSEC has no trust anchor here "
			       "(Debian: dns-root-data); --dane-anchor FILE "
			       "gives one");
	if (!holds_key(anchor) || v->add_ta_file(v->ctx, anchor) != 0)
		return err_set(err, ERR_FILE, "%.200s is no trust anchor: it "
			       "has neither a DS nor a DNSKEY record, or "
			       "cannot be read", anchor);
	code = basis->server ? v->set_fwd(v->ctx, basis->server)
			     : v->resolvconf(v->ctx, NULL);
	if (code)
		return err_set(err, ERR_OPTION, "the name server %.100s: %s",
			       basis->server ? basis->server
					     : "of /etc/resolv.conf",
			       v->strerror(code));
	return 0;
}

struct validator *validator_new(const struct validator_basis *basis,
				struct err *err)
{
	struct validator *v = mem_new(sizeof(*v));

	if (load(v, err) == 0 && set_up(v, basis, err) == 0)
		return v;
	validator_free(v);
	return NULL;
}

/*
 * The library stays loaded: the threads of a call that was left behind are
 * in it.
 */
void validator_free(struct validator *v)
{
	if (v->ctx)
		v->delete(v->ctx);
	free(v);
}

static void judge(struct validated *a, const struct ub_result *r,
		  const char *name)
{
	if (r->bogus) {
		a->state = DANE_BOGUS;
		snprintf(a->why, sizeof(a->why), "%.200s", r->why_bogus
				 ? r->why_bogus : "no reason is known");
	} else if (r->rcode != 0 && r->rcode != RCODE_NXDOMAIN) {
		a->state = DANE_FAILED;
		snprintf(a->why, sizeof(a->why), "%.200s: the name server's "
			 "error %d%s", name, r->rcode,
			 r->rcode == RCODE_SERVFAIL ? " (SERVFAIL)" : "");
	} else {
		a->state = r->secure ? DANE_SECURE : DANE_INSECURE;
		a->canonical = r->canonname;
	}
	while (r->havedata && r->data[a->count])
		a->count++;
}

void validator_ask(struct validator *v, const char *name, int type,
		   struct validated *out)
{
	int code;

	*out = (struct validated){ .owner = v };
	code = v->resolve(v->ctx, name, type, CLASS_IN, &out->result);
	if (!code) {
		judge(out, out->result, name);
		return;
	}
	out->result = NULL;
	out->state = DANE_FAILED;
	snprintf(out->why, sizeof(out->why), "%.150s: %.90s", name,
		 v->strerror(code));
}

const unsigned char *validated_at(const struct validated *a, size_t i,
				  size_t *n_out)
{
	*n_out = (size_t)a->result->len[i];
	return (const unsigned char *)a->result->data[i];
}

void validated_release(struct validated *a)
{
	if (a->result)
		a->owner->resolve_free(a->result);
}
