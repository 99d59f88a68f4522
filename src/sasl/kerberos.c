/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kerberos by GSSAPI, RFC 2743 with RFC 2744's C binding, whose few types are
 * written down here so that nothing but the library itself is needed, and
 * that only when it is used: see kerberos.h.
 */
#include "sasl/kerberos.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* RFC 2744 appendix A, as MIT's and Heimdal's libraries have it */
typedef uint32_t OM_uint32;

struct gss_buffer {
	size_t length;
	void *value;
};

struct gss_oid {
	OM_uint32 length;
	const void *elements;
};

enum {
	GSS_C_GSS_CODE = 1,
	GSS_C_MECH_CODE = 2,
	GSS_C_MUTUAL_FLAG = 2,
	GSS_C_SEQUENCE_FLAG = 8,
	GSS_C_INTEG_FLAG = 32,
	GSS_S_COMPLETE = 0,
	GSS_S_CONTINUE_NEEDED = 1
};

#define GSS_FAILED(code) ((code) & 0xffff0000u)
/* RFC 2744 section 3.9.1: of a token that was handed in */
#define GSS_DEFECTIVE_TOKEN 9u

/* 1.2.840.113554.1.2.1.4, GSS_C_NT_HOSTBASED_SERVICE */
static const struct gss_oid host_based = {
	10, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04"
};

/* 1.2.840.113554.1.2.2, Kerberos 5 (RFC 4121) */
static const struct gss_oid kerberos_5 = {
	9, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
};

struct gss {
	OM_uint32 (*import_name)(OM_uint32 *, struct gss_buffer *,
				 const struct gss_oid *, void **);
	OM_uint32 (*init_sec_context)(OM_uint32 *, void *, void **, void *,
				      const struct gss_oid *, OM_uint32,
				      OM_uint32, void *, struct gss_buffer *,
				      void *, struct gss_buffer *, OM_uint32 *,
				      OM_uint32 *);
	OM_uint32 (*wrap)(OM_uint32 *, void *, int, OM_uint32,
			  struct gss_buffer *, int *, struct gss_buffer *);
	OM_uint32 (*unwrap)(OM_uint32 *, void *, struct gss_buffer *,
			    struct gss_buffer *, int *, OM_uint32 *);
	OM_uint32 (*display_status)(OM_uint32 *, OM_uint32, int,
				    const struct gss_oid *, OM_uint32 *,
				    struct gss_buffer *);
	OM_uint32 (*release_buffer)(OM_uint32 *, struct gss_buffer *);
	OM_uint32 (*release_name)(OM_uint32 *, void **);
	OM_uint32 (*delete_sec_context)(OM_uint32 *, void **,
					struct gss_buffer *);
};

struct kerberos {
	void *library;
	struct gss gss;
	void *name, *context;
	bool complete;
};

/* ---- the library ---- */

static bool find_functions(struct kerberos *k)
{
	const struct {
		const char *name;
		void *place;
	} functions[] = {
		{ "gss_import_name", &k->gss.import_name },
		{ "gss_init_sec_context", &k->gss.init_sec_context },
		{ "gss_wrap", &k->gss.wrap },
		{ "gss_unwrap", &k->gss.unwrap },
		{ "gss_display_status", &k->gss.display_status },
		{ "gss_release_buffer", &k->gss.release_buffer },
		{ "gss_release_name", &k->gss.release_name },
		{ "gss_delete_sec_context", &k->gss.delete_sec_context },
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *found = dlsym(k->library, functions[i].name);

		if (!found)
			return false;
		/* POSIX has a function's address fit in here */
		memcpy(functions[i].place, &found, sizeof(found));
	}
	return true;
}

static int load(struct kerberos *k, struct err *err)
{
	static const char *const names[] = {
		"libgssapi_krb5.so.2", "libgssapi.so.3",
	};

	for (size_t i = 0; i < 2 && !k->library; i++)
		k->library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!k->library)
		return err_set(err, ERR_LIBRARY, "GSSAPI needs "
			       "libgssapi_krb5.so.2, which is not installed "
			       "here (Debian: libgssapi-krb5-2)");
	if (!find_functions(k))
		return err_set(err, ERR_LIBRARY, "this system's GSSAPI "
			       "library lacks a function");
	return 0;
}

/* ---- what went wrong ---- */

static void add_words(struct kerberos *k, OM_uint32 code, int kind,
		      struct buf *text)
{
	struct gss_buffer words = { 0, NULL };
	OM_uint32 minor, more = 0;

	if (GSS_FAILED(k->gss.display_status(&minor, code, kind, &kerberos_5,
					     &more, &words)))
		return;
	if (text->len)
		buf_adds(text, ": ");
	buf_add(text, words.value, words.length);
	k->gss.release_buffer(&minor, &words);
}

static int failed(struct kerberos *k, OM_uint32 major, OM_uint32 minor,
		  struct err *err)
{
	bool theirs = (major >> 16 & 0xff) == GSS_DEFECTIVE_TOKEN;
	struct buf text;

	buf_init(&text, 1 << 16);
	add_words(k, major, GSS_C_GSS_CODE, &text);
	if (minor)
		add_words(k, minor, GSS_C_MECH_CODE, &text);
	err_set(err, theirs ? ERR_GRAMMAR : ERR_LIBRARY, "Kerberos: %s",
		buf_str(&text));
	buf_release(&text);
	return -1;
}

/* ---- the context ---- */

static struct gss_buffer borrow(const char *bytes, size_t n)
{
	return (struct gss_buffer){ n, (void *)(uintptr_t)bytes };
}

/* Append what the library made, and give it back. */
static int hand_over(struct kerberos *k, struct gss_buffer *made,
		     struct buf *out, struct err *err)
{
	OM_uint32 minor;
	int result = made->length ? buf_add(out, made->value, made->length)
				  : 0;

	k->gss.release_buffer(&minor, made);
	if (result < 0)
		err_set(err, ERR_LIMIT, "the Kerberos ticket is too long for "
			"one line");
	return result;
}

struct kerberos *kerberos_open(const char *service, const char *host,
			       struct err *err)
{
	struct kerberos *k = mem_new(sizeof(*k));
	char *text = mem_format("%s@%s", service, host);
	struct gss_buffer name = borrow(text, strlen(text));
	int result = load(k, err);
	OM_uint32 major, minor;

	if (result == 0) {
		major = k->gss.import_name(&minor, &name, &host_based,
					   &k->name);
		if (GSS_FAILED(major))
			result = failed(k, major, minor, err);
	}
	free(text);
	if (result == 0)
		return k;
	kerberos_close(k);
	return NULL;
}

/* The library stays loaded: it has its own threads and handlers. */
void kerberos_close(struct kerberos *k)
{
	OM_uint32 minor;

	if (k->context)
		k->gss.delete_sec_context(&minor, &k->context, NULL);
	if (k->name)
		k->gss.release_name(&minor, &k->name);
	free(k);
}

bool kerberos_complete(const struct kerberos *k)
{
	return k->complete;
}

/* RFC 4752 section 3.1: mutual authentication, and what wraps need. */
int kerberos_step(struct kerberos *k, const char *token, size_t n,
		  struct buf *out, struct err *err)
{
	const OM_uint32 flags = GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG |
				GSS_C_INTEG_FLAG;
	struct gss_buffer in = borrow(token, n), made = { 0, NULL };
	OM_uint32 major, minor = 0, ignored, got = 0;

	major = k->gss.init_sec_context(&minor, NULL, &k->context, k->name,
					&kerberos_5, flags, 0, NULL,
					token ? &in : NULL, NULL, &made, &got,
					NULL);
	if (GSS_FAILED(major)) {
		k->gss.release_buffer(&ignored, &made);
		return failed(k, major, minor, err);
	}
	k->complete = major == GSS_S_COMPLETE;
	if (k->complete && !(got & GSS_C_MUTUAL_FLAG)) {
		k->complete = false;
		k->gss.release_buffer(&ignored, &made);
		return err_set(err, ERR_GRAMMAR, "Kerberos: the server did "
			       "not prove who it is");
	}
	return hand_over(k, &made, out, err);
}

int kerberos_unwrap(struct kerberos *k, const char *token, size_t n,
		    struct buf *out, struct err *err)
{
	struct gss_buffer in = borrow(token, n), made = { 0, NULL };
	OM_uint32 major, minor = 0;

	major = k->gss.unwrap(&minor, k->context, &in, &made, NULL, NULL);
	if (GSS_FAILED(major)) {
		failed(k, major, minor, err);
		err->kind = ERR_GRAMMAR;	/* whatever was wrong with it */
		return -1;
	}
	return hand_over(k, &made, out, err);
}

int kerberos_wrap(struct kerberos *k, const struct buf *text, struct buf *out,
		  struct err *err)
{
	struct gss_buffer in = borrow(buf_str(text), text->len);
	struct gss_buffer made = { 0, NULL };
	OM_uint32 major, minor = 0;

	major = k->gss.wrap(&minor, k->context, 0, 0, &in, NULL, &made);
	if (GSS_FAILED(major))
		return failed(k, major, minor, err);
	return hand_over(k, &made, out, err);
}
